import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { LanguageDetector } from '../../src/models/language-detector.ts';

const WRITTEN: Record<string, string[]> = {
  en: [
    'What is a KITAS?',
    'How long does it take to open a company?',
    'How much is it to extend a visa on arrival',
    'can foreigners own land in bali',
    'Do I need to pay tax if I stay for more than six months?',
  ],
  it: [
    "Che cos'è il KITAS?",
    'Quanto costa aprire una società a Bali?',
    'Come posso rinnovare il visto?',
    'quali documenti servono per il permesso di soggiorno',
    'Posso comprare una casa a Bali?',
  ],
  id: [
    'Apa itu KITAS?',
    'Berapa biaya perpanjang visa?',
    'Bagaimana cara membuat NPWP?',
    'gimana cara bikin pt pma di bali',
    'Apakah orang asing boleh membeli tanah?',
  ],
};

describe('LanguageDetector', () => {
  const detector = new LanguageDetector(['en', 'it', 'id']);

  for (const [language, texts] of Object.entries(WRITTEN)) {
    for (const text of texts)
      it(`takes "${text}" for ${language}`, () => assert.equal(detector.detect(text), language));
  }

  for (const text of ['', ' ', 'ok', 'hi', 'visa', 'KITAS', 'E33G', 'NPWP?', '12345', '😀', '\0', '???']) {
    it(`cannot tell the language of ${JSON.stringify(text)}`, () => assert.equal(detector.detect(text), undefined));
  }

  it('cannot tell the language of a mixed sentence', () => {
    assert.equal(detector.detect('berapa biaya KITAS for my wife?'), undefined);
  });

  for (const [text, language] of [
    ['halo, how much is KITAS?', 'en'],
    ['terima kasih, what is a PT PMA?', 'en'],
    ['good morning, capitale minimo pt pma', 'it'],
    ['Ciao! Thanks. Quanto costa aprire una società?', 'it'],
    ['hello, berapa biaya KITAS?', 'id'],
    ['buongiorno, pungutan turis bali', 'id'],
  ] as const) {
    it(`tells of "${text}" what was asked, not how it was greeted`, () =>
      assert.equal(detector.detect(text), language));
  }

  it('goes by the greeting where there is little else', () => {
    assert.equal(detector.detect('buongiorno, KITAS?'), 'it');
    assert.equal(detector.detect('selamat pagi, KITAS?'), 'id');
    assert.equal(detector.detect('good morning, KITAS?'), 'en');
  });

  it('tells a language that is not configured as itself, never as one that is', () => {
    assert.equal(detector.detect('Wie viel kostet ein Visum für meine Frau?'), 'de');
    assert.equal(detector.detect('Combien coûte un visa ?'), 'fr');
    assert.equal(detector.detect('签证多少钱？'), undefined);
  });

  it('takes a few short words and names for no foreign language', () => {
    for (const text of ['cara buka pt pma', 'Visa digital nomad', 'cara bikin pt'])
      assert.ok([undefined, 'en', 'id'].includes(detector.detect(text)), text);
  });

  it('prefers the languages it is configured for', () => {
    const english = new LanguageDetector(['en']);
    assert.equal(english.detect('How long does it take to open a company?'), 'en');
  });

  it('takes Malay, the twin of Indonesian, as its own when both are configured', () => {
    const both = new LanguageDetector(['en', 'id', 'ms']);
    assert.match(both.detect('Berapa biaya perpanjang visa untuk orang asing?') ?? '', /^(id|ms)$/);
  });
});

it('finds what the detector finds that loads its own tables', async () => {
  const { eld } = await import('eld/small');
  const detector = new LanguageDetector(['en', 'it', 'id']);
  for (const text of Object.values(WRITTEN).flat()) {
    const { language } = eld.detect(text);
    assert.equal(detector.detect(text), language === 'ms' ? 'id' : language);
  }
});

it('has the tables of the detector that is installed', async () => {
  const theirs = await import(new URL('../ngrams/small.js', import.meta.resolve('eld/small')).href);
  const ours = await readFile(new URL('../../models/eld-small/ngrams.json', import.meta.url), 'utf8');
  assert.equal(ours, JSON.stringify(theirs.ngramsData), 'run npm run build:languages');
});
