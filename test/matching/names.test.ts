import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesIn, namesOf } from '../../src/matching/names.ts';
import { WordModel } from '../../src/matching/word-model.ts';

describe('namesIn', () => {
  it('is what a text writes in capitals, in lower case', () => {
    assert.deepEqual([...namesIn('Is a KITAS or a KITAP cheaper?')], ['kitas', 'kitap']);
    assert.deepEqual([...namesIn('Is Anna in Bali?')], []);
  });

  it('is nothing where all is written so', () => assert.deepEqual([...namesIn('WHAT IS A KITAS?')], []));
});

describe('namesOf', () => {
  const names = (...texts: string[]) => {
    const phrasings = texts.map((text) => ({ text, cluster: 1 }));
    return [...namesOf(phrasings, new WordModel(phrasings))];
  };

  it('are words that a quarter of their wordings write in capitals', () => {
    const small = (count: number) => Array.from({ length: count }, (_, i) => `kitap ${'abcdefgh'[i]}`);
    assert.deepEqual(names('a KITAP?', 'my KITAP', ...small(6)), ['kitap']);
    assert.deepEqual(names('a KITAP?', 'my KITAP', ...small(7)), []);
  });

  it('are none that one wording alone writes so, and no words of asking', () => {
    assert.deepEqual(names('a KITAP?', 'is that ALL?'), []);
    assert.deepEqual(names('WHAT is it?', 'do say WHAT it is'), []);
  });
});
