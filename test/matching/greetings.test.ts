import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { greetingLanguage, withoutGreeting } from '../../src/matching/greetings.ts';

describe('withoutGreeting', () => {
  for (const [message, rest] of [
    ['halo, how much is KITAS?', 'how much is KITAS?'],
    ['Hi! Good morning - what is a KITAS?', 'what is a KITAS?'],
    ['Terima kasih banyak. Apa itu NPWP?', 'Apa itu NPWP?'],
    ['ciao', ''],
    ['What is a KITAS? thanks', 'What is a KITAS? thanks'],
    ['history of Bali', 'history of Bali'],
    ['himbauan', 'himbauan'],
    ['', ''],
  ]) {
    it(`leaves "${rest}" of "${message}"`, () => assert.equal(withoutGreeting(message), rest));
  }

  it('takes a very long row of greetings in linear time', () => {
    assert.equal(withoutGreeting(`${'hello '.repeat(200_000)}visa`), 'visa');
  });
});

describe('greetingLanguage', () => {
  for (const [message, language] of [
    ['Ciao!', 'it'],
    ['¡Buongiorno', 'it'],
    ['Halo kak', 'id'],
    ['terima kasih', 'id'],
    ['hi', 'en'],
    ['Thanks!', 'en'],
    ['history', undefined],
    ['KITAS?', undefined],
    ['', undefined],
  ]) {
    it(`is ${language} for "${message}"`, () => assert.equal(greetingLanguage(message ?? ''), language));
  }
});
