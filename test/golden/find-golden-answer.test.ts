import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type FindingOptions, findGoldenAnswer } from '../../src/golden/find-golden-answer.ts';
import { GoldenIndex } from '../../src/golden/golden-index.ts';
import type { PublishedPhrasing } from '../../src/golden/published-questions.ts';
import type { MatcherParameters } from '../../src/matching/matcher.ts';
import { normaliseQuestion } from '../../src/matching/normalise.ts';
import { LanguageDetector } from '../../src/models/language-detector.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { newAnswer } from '../support/golden-case.ts';

const FIXED: MatcherParameters = { rule: 'fixed', choice: [], model: { weights: [0] }, bar: 0.7 };

const RATES = [
  "What is today's exchange rate for the euro?",
  'exchange rate of the dollar today',
  'euro to rupiah rate today',
];
const OFFICE = ['Where is your office in Canggu?', 'what is the address of the office', 'office location in Bali'];
const KITAS = ['What is a KITAS?', 'what does KITAS mean', 'can you explain what a KITAS is'];
const UNANSWERED = ['Where can I rent a surfboard in Canggu?', 'surfboard rental in Canggu'];

describe('findGoldenAnswer', () => {
  let embedder: MiniLmEmbedder;
  const detector = new LanguageDetector(['en', 'it', 'id']);
  before(async () => {
    embedder = await MiniLmEmbedder.load();
  });
  after(() => embedder.close());

  /** The lists of phrasings are the clusters 1, 2 and so on. */
  async function indexOf(clusters: string[][], parameters = FIXED, unanswered: number[] = []): Promise<GoldenIndex> {
    const phrasings: PublishedPhrasing[] = [];
    for (const [i, texts] of clusters.entries()) {
      for (const text of texts) {
        const [normalised, vector] = [normaliseQuestion(text), await embedder.embed(text)];
        phrasings.push({ text, normalised, cluster: i + 1, language: 'en', vector });
      }
    }
    const answered = clusters.map((_, i) => i + 1).filter((cluster) => !unanswered.includes(cluster));
    const answers = answered.map((clusterId) => ({
      ...newAnswer({ clusterId }),
      id: clusterId,
      answer: `${clusterId}`,
    }));
    return new GoldenIndex({ answers, phrasings, parameters });
  }
  const find = (index: GoldenIndex, question: string, options?: FindingOptions) =>
    findGoldenAnswer(index, { embedder, detector }, question, options);

  it('serves the same words first, then what the matcher is sure of', async () => {
    const index = await indexOf([KITAS, OFFICE]);
    const exact = await find(index, ' what IS a kitas');
    assert.deepEqual([exact.outcome, exact.reason, exact.cluster], ['hit', 'same-words', 1]);
    const near = await find(index, 'What does a KITAS mean?');
    assert.deepEqual([near.outcome, near.reason, near.answer?.clusterId], ['hit', 'similar', 1]);
    const far = await find(index, 'Which football club won the championship in 1987?');
    assert.deepEqual([far.outcome, far.reason, far.answer], ['miss', 'below-bar', undefined]);
  });

  it('asks the matcher about words that stand in two clusters', async () => {
    const shared = 'KITAS explained';
    const index = await indexOf([
      [...KITAS, shared],
      [...OFFICE, shared],
    ]);
    const { reason } = await find(index, shared);
    assert.equal(reason, 'similar', 'and not "same-words"');
    const unsure = await indexOf(
      [
        [...KITAS, shared],
        [...OFFICE, shared],
      ],
      { ...FIXED, bar: null },
    );
    assert.deepEqual((await find(unsure, shared)).reason, 'below-bar');
    assert.deepEqual((await find(unsure, KITAS[0])).reason, 'same-words');
  });

  it('goes past the cache with a question about today where no cluster holds any', async () => {
    const index = await indexOf([KITAS, OFFICE]);
    for (const question of ['what is the exchange rate today', 'Is the office open today?']) {
      const { outcome, reason, cluster } = await find(index, question);
      assert.deepEqual([outcome, reason, cluster], ['bypass', 'time-bound', undefined], question);
    }
  });

  it('answers one about today from a cluster that a person gave such questions, and no other', async () => {
    const index = await indexOf([KITAS, OFFICE, RATES]);
    const rate = await find(index, "what's the exchange rate of the euro today");
    assert.deepEqual([rate.outcome, rate.reason, rate.cluster], ['hit', 'similar', 3]);
    const office = await find(index, 'Is your office in Canggu open today?');
    assert.deepEqual([office.outcome, office.reason, office.cluster], ['bypass', 'time-bound', 2]);
    assert.equal(office.answer, undefined);
  });

  it('goes past the cache for another reason than the one that a cluster is excepted from', async () => {
    const index = await indexOf([KITAS, OFFICE, RATES]);
    const { outcome, reason } = await find(index, 'Has my KITAS application been approved yet?');
    assert.deepEqual([outcome, reason], ['bypass', 'personal']);
  });

  it('answers in the same words whatever they ask, for somebody mapped them', async () => {
    const { outcome, reason } = await find(await indexOf([KITAS, OFFICE, RATES]), RATES[0]);
    assert.deepEqual([outcome, reason], ['hit', 'same-words']);
  });

  it('misses where the cluster has no answer, or none in the language of the question', async () => {
    const index = await indexOf([KITAS, UNANSWERED], FIXED, [2]);
    const surf = await find(index, 'where can I rent a surf board in Canggu');
    assert.deepEqual([surf.outcome, surf.reason, surf.cluster], ['miss', 'unanswered-cluster', 2]);
    const vector = await embedder.embed('cosa significa KITAS esattamente');
    const normalised = normaliseQuestion('cosa significa KITAS esattamente');
    const text = 'cosa significa KITAS esattamente';
    const italian = new GoldenIndex({
      answers: [{ ...newAnswer(), id: 1 }],
      phrasings: [{ text, normalised, cluster: 1, language: 'it', vector }],
      parameters: FIXED,
    });
    const asked = await find(italian, 'che cosa significa esattamente KITAS');
    assert.deepEqual([asked.outcome, asked.reason, asked.answer], ['miss', 'no-answer-in-language', undefined]);
  });

  it('takes a fragment for a follow-up where something went before', async () => {
    const index = await indexOf([KITAS, OFFICE]);
    const { outcome, reason } = await find(index, 'for two people?', { hasHistory: true });
    assert.deepEqual([outcome, reason], ['bypass', 'follow-up']);
  });

  it('answers what names no matter by the same words only, and in a talk not at all', async () => {
    const index = await indexOf([['What is a KITAS?', 'How many days does it take to get a KITAS?'], OFFICE]);
    const known = await indexOf([['What is a KITAS?', 'What documents do I need?'], OFFICE]);
    const verdict = async (of: GoldenIndex, question: string, hasHistory?: boolean) => {
      const { outcome, reason } = await find(of, question, { hasHistory });
      return `${outcome}, ${reason}`;
    };
    assert.equal(await verdict(index, 'How many days does it take to get?'), 'bypass, follow-up');
    assert.equal(await verdict(known, 'what documents do I need'), 'hit, same-words');
    assert.equal(await verdict(known, 'what documents do I need', true), 'bypass, follow-up');
  });

  it('goes past the cache with what is longer than any question of a night, unread', async () => {
    const index = await indexOf([KITAS]);
    const { outcome, reason } = await find(index, `what does KITAS mean${' really'.repeat(150)}`);
    assert.deepEqual([outcome, reason], ['bypass', 'too-long']);
  });

  it('stops when it is told to', async () => {
    const index = await indexOf([KITAS]);
    const reason = new Error('gone');
    await assert.rejects(find(index, 'what could a KITAS be', { signal: AbortSignal.abort(reason) }), reason);
  });
});
