import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { GoldenAnswerService } from '../../src/golden/golden-answer-service.ts';
import { newAnswer } from '../support/golden-case.ts';
import { createAppAt, openTestApp, type TestApp } from '../support/test-app.ts';

const KITAS = ['What is a KITAS?', 'what does KITAS mean', 'Can you explain what a KITAS is?', 'KITAS meaning'];
const KITAS_IT = ['Che cosa è un KITAS?', 'cosa significa KITAS esattamente'];
const TAX = [
  'What is the corporate tax rate?',
  'how much tax does a company pay',
  'corporate income tax rate in Indonesia',
];
const UNANSWERED = ['Where can I rent a surfboard in Canggu?', 'surfboard rental in Canggu'];

let opened: TestApp;
let golden: GoldenAnswerService;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.85' });
  golden = opened.app.golden;
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 1 }));
  await golden.saveGoldenAnswer(
    newAnswer({
      clusterId: 4,
      language: 'it',
      canonicalQuestion: KITAS_IT[0],
      answer: 'Un KITAS è un permesso di soggiorno.',
    }),
  );
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 2, canonicalQuestion: TAX[0], answer: 'The rate is 22%.' }));
  for (const [cluster, texts] of [
    [1, KITAS],
    [4, KITAS_IT],
    [2, TAX],
    [3, UNANSWERED],
  ] as const) {
    await golden.updateClusterMapping(
      cluster,
      texts.map((text, i) => ({ text, userId: `u${i}` })),
    );
  }
  await golden.refresh();
});
after(() => opened.close());

test('a mapped wording is a hit by its words, whatever its case, spaces and punctuation', async () => {
  for (const question of [KITAS[0], '  what   IS a kitas??! ', '"What is a KITAS"', 'what is a ｋｉｔａｓ?']) {
    const { outcome, reason, answer, cluster, language } = await golden.lookupGoldenAnswer(question);
    assert.deepEqual(
      [outcome, reason, answer?.answer, cluster, language],
      ['hit', 'same-words', newAnswer().answer, 1, 'en'],
      question,
    );
  }
});

test('a near wording is a hit by meaning', async () => {
  const { outcome, reason, answer, similarity } = await golden.lookupGoldenAnswer('What does a KITAS mean?');
  assert.deepEqual([outcome, reason, answer?.clusterId], ['hit', 'similar', 1]);
  assert.ok(similarity! >= 0.85 && similarity! <= 1.0001);
});

test('a question about something else is a miss', async () => {
  const { outcome, reason, answer } = await golden.lookupGoldenAnswer(
    'Which football club won the championship in 1987?',
  );
  assert.deepEqual([outcome, reason, answer], ['miss', 'below-bar', undefined]);
});

test('a question is answered in its language', async () => {
  const english = await golden.lookupGoldenAnswer(KITAS[1]);
  const italian = await golden.lookupGoldenAnswer(KITAS_IT[1]);
  assert.deepEqual([english.answer?.language, italian.answer?.language], ['en', 'it']);
  const near = await golden.lookupGoldenAnswer('Che cosa è esattamente un KITAS?');
  if (near.outcome === 'hit') assert.equal(near.answer?.language, 'it');
});

test('a cluster without an answer in the language of the question is not served in another', async () => {
  await golden.updateClusterMapping(2, [{ text: "Quanto è l'aliquota dell'imposta sulle società?", userId: 'x' }]);
  await golden.refresh();
  for (const question of [
    "Quanto è l'aliquota dell'imposta sulle società?",
    "quanto è l'aliquota della imposta sulle società",
  ]) {
    const { outcome, answer } = await golden.lookupGoldenAnswer(question);
    assert.deepEqual([outcome, answer], ['miss', undefined], question);
  }
});

test('a cluster without any answer is a miss', async () => {
  for (const question of [UNANSWERED[0], 'Where can I rent a surf board in Canggu?']) {
    const { outcome, answer } = await golden.lookupGoldenAnswer(question);
    assert.deepEqual([outcome, answer], ['miss', undefined]);
  }
});

for (const [question, reason, hasHistory] of [
  ['Has my KITAS application been approved yet?', 'personal', false],
  ['La mia domanda di KITAS è stata approvata?', 'personal', false],
  ['And how much is that one?', 'follow-up', false],
  ['for two people?', 'follow-up', true],
  ['What is the exchange rate today?', 'time-bound', false],
  ['Selamat pagi kak', 'small-talk', false],
  ['?!', 'empty', false],
] as const) {
  test(`"${question}" goes past the cache: ${reason}`, async () => {
    const lookup = await golden.lookupGoldenAnswer(question, { hasHistory });
    assert.deepEqual([lookup.outcome, lookup.reason, lookup.answer], ['bypass', reason, undefined]);
  });
}

test('a wording moves when it is mapped to another cluster', async () => {
  const text = 'tell me everything about stay permits please';
  await golden.updateClusterMapping(2, [{ text, userId: 'a' }]);
  await golden.updateClusterMapping(1, [{ text, userId: 'b' }]);
  await golden.refresh();
  assert.equal((await golden.lookupGoldenAnswer(text)).cluster, 1);
  const rows = await opened.app.database.query<{ cluster_id: number }>(
    'SELECT cluster_id FROM query_clusters WHERE query_text = $1',
    [text],
  );
  assert.deepEqual([...new Set(rows.map((row) => row.cluster_id))], [1]);
});

test('mapping the same askings again adds no rows, and a user who asks again counts once', async () => {
  const count = async () =>
    (await opened.app.database.query<{ n: number }>('SELECT count(*)::int AS n FROM query_clusters'))[0].n;
  const before = await count();
  await golden.updateClusterMapping(
    1,
    KITAS.map((text, i) => ({ text, userId: `u${i}` })),
  );
  await golden.updateClusterMapping(1, [{ text: KITAS[0] }, { text: KITAS[0] }]);
  assert.equal(await count(), before + 1, 'one row for the asking without a user');
});

test('mapping nothing is no error', () => golden.updateClusterMapping(9, []));

test('the rule fixed:0.85 serves by cosine alone; a higher one serves less', async () => {
  const strict = await createAppAt(opened.location, { rule: 'fixed:0.999' });
  try {
    await strict.golden.refresh();
    const question = 'What does a KITAS mean?';
    assert.equal((await golden.lookupGoldenAnswer(question)).outcome, 'hit');
    assert.deepEqual((await strict.golden.lookupGoldenAnswer(question)).reason, 'below-bar');
    assert.equal((await strict.golden.lookupGoldenAnswer(KITAS[0])).reason, 'same-words');
  } finally {
    await strict.close();
  }
});

test('without training the trained rule serves the same words and nothing else', async () => {
  const untrained = await createAppAt(opened.location, { rule: 'trained' });
  try {
    await untrained.golden.refresh();
    assert.equal((await untrained.golden.lookupGoldenAnswer(KITAS[0])).reason, 'same-words');
    assert.equal((await untrained.golden.lookupGoldenAnswer('What does a KITAS mean?')).outcome, 'miss');
  } finally {
    await untrained.close();
  }
});

test('very long, odd and empty questions are answered with a decision', async () => {
  for (const question of [
    '',
    ' ',
    'kitas '.repeat(2_000),
    '\ud83d',
    '🙂🙂',
    'a\0b c',
    '\n\n\n',
    'ビザの延長はどうすればいいですか',
  ]) {
    const { outcome, milliseconds } = await golden.lookupGoldenAnswer(question);
    assert.notEqual(outcome, 'hit');
    assert.ok(milliseconds >= 0);
  }
});
