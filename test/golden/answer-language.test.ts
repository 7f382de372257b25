import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findGoldenAnswer } from '../../src/golden/find-golden-answer.ts';
import { GoldenIndex } from '../../src/golden/golden-index.ts';
import type { PublishedPhrasing } from '../../src/golden/published-questions.ts';
import type { MatcherParameters } from '../../src/matching/matcher.ts';
import { normaliseQuestion } from '../../src/matching/normalise.ts';
import { LanguageDetector } from '../../src/models/language-detector.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { newAnswer } from '../support/golden-case.ts';

type Language = 'en' | 'it' | 'id';

/** Two questions, each in three languages, each with an answer in its own. */
const CLUSTERS: { language: Language; texts: string[] }[] = [
  { language: 'en', texts: ['How much is a KITAS?', 'how much does a KITAS cost', 'KITAS price'] },
  { language: 'it', texts: ['Quanto costa un KITAS?', 'quanto costa il KITAS', 'prezzo del KITAS'] },
  { language: 'id', texts: ['Berapa biaya KITAS?', 'biaya KITAS berapa', 'harga KITAS'] },
  { language: 'en', texts: ['What is a PT PMA?', 'what does PT PMA mean', 'explain PT PMA'] },
  { language: 'it', texts: ["Che cos'è una PT PMA?", 'cosa significa PT PMA', 'spiegami la PT PMA'] },
  { language: 'id', texts: ['Apa itu PT PMA?', 'apa artinya PT PMA', 'PT PMA itu apa'] },
];

/** Questions in words of their own, with greetings and words of other languages. */
const ASKED: Record<Language, string[]> = {
  en: [
    'how much is KITAS',
    'halo, how much is KITAS?',
    'ciao, how much does a KITAS cost?',
    'selamat pagi, how much does a KITAS cost in Bali?',
    'terima kasih, what is a PT PMA?',
    'grazie, what is a PT PMA exactly?',
    'how much is a KITAS ya kak',
  ],
  it: [
    'quanto costa KITAS',
    'hi, quanto costa un KITAS?',
    'good morning, quanto costa un KITAS?',
    'halo, quanto costa il KITAS a Bali?',
    "thanks, che cos'è la PT PMA?",
    'selamat pagi, cosa significa PT PMA esattamente?',
    'quanto costa un KITAS, please?',
  ],
  id: [
    'berapa biaya KITAS ya',
    'hello, berapa biaya KITAS?',
    'good morning, berapa biaya KITAS di Bali?',
    'buongiorno, biaya KITAS berapa ya?',
    'thanks, apa itu PT PMA?',
    'ciao, PT PMA itu apa sih?',
    'berapa biaya KITAS, please?',
  ],
};

/** Nothing, or a name alone: no language to go by. */
const SHORT = ['hi', 'ciao', 'halo', 'ok', 'grazie', 'terima kasih', '?', 'selamat pagi', 'good morning kak'];

/** So little likeness is enough that nothing but the language stands in the way. */
const parameters: MatcherParameters = { rule: 'fixed', choice: [], model: { weights: [0] }, bar: 0.5 };

describe('the language of a golden answer', () => {
  let embedder: MiniLmEmbedder;
  let index: GoldenIndex;
  const detector = new LanguageDetector(['en', 'it', 'id']);

  before(async () => {
    embedder = await MiniLmEmbedder.load();
    const phrasings: PublishedPhrasing[] = [];
    for (const [i, { language, texts }] of CLUSTERS.entries()) {
      for (const text of texts) {
        const [normalised, vector] = [normaliseQuestion(text), await embedder.embed(text)];
        phrasings.push({ text, normalised, cluster: i + 1, language, vector });
      }
    }
    const answers = CLUSTERS.map(({ language }, i) => ({ ...newAnswer({ clusterId: i + 1 }), id: i + 1, language }));
    index = new GoldenIndex({ answers, phrasings, parameters });
  });
  after(() => embedder.close());

  const find = (question: string, hasHistory?: boolean) =>
    findGoldenAnswer(index, { embedder, detector }, question, { hasHistory });

  for (const [language, questions] of Object.entries(ASKED)) {
    for (const question of questions) {
      it(`is ${language} for "${question}"`, async () => {
        const { outcome, answer } = await find(question);
        assert.deepEqual([outcome, answer?.language], ['hit', language]);
      });
    }
  }

  it('is that of the words where the same words were asked before', async () => {
    for (const { language, texts } of CLUSTERS) {
      for (const text of texts) assert.equal((await find(text)).answer?.language, language, text);
    }
  });

  it('never comes to a greeting alone', async () => {
    for (const question of SHORT) {
      for (const hasHistory of [false, true])
        assert.notEqual((await find(question, hasHistory)).outcome, 'hit', question);
    }
  });

  it('is one of its own languages for a mixed sentence, or none', async () => {
    for (const [question, languages] of [
      ['berapa biaya KITAS for my wife?', ['id', 'en']],
      ['quanto costa a KITAS, how much?', ['it', 'en']],
      ['apa itu PT PMA, what is it', ['id', 'en']],
    ] as const) {
      const { outcome, answer } = await find(question);
      assert.ok(outcome !== 'hit' || languages.some((language) => language === answer?.language), question);
    }
  });

  it('is none for a question in a language that no answer is in', async () => {
    for (const question of [
      'Wie viel kostet ein KITAS?',
      'Combien coûte un KITAS ?',
      'Cuánto cuesta un KITAS en Bali?',
    ]) {
      const { outcome, answer } = await find(question);
      assert.deepEqual([outcome, answer], ['miss', undefined], question);
    }
  });

  it('is none where the question is known, but not answered in its language', async () => {
    const italian = CLUSTERS.findIndex(({ language }) => language === 'it') + 1;
    const phrasings = await Promise.all(
      CLUSTERS[0].texts.map(async (text) => ({
        ...{ text, normalised: normaliseQuestion(text), cluster: italian, language: 'en' },
        vector: await embedder.embed(text),
      })),
    );
    const answers = [{ ...newAnswer({ clusterId: italian }), id: 1, language: 'it' }];
    const mapped = new GoldenIndex({ answers, phrasings, parameters });
    for (const question of ['How much is a KITAS?', 'how much is the KITAS']) {
      const { outcome } = await findGoldenAnswer(mapped, { embedder, detector }, question);
      assert.equal(outcome, 'miss', question);
    }
  });
});
