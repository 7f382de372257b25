import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { answerDetail } from '../../src/desk/answer-detail.ts';
import { MarkDesk } from '../../src/desk/mark-desk.ts';
import { PhrasingDesk } from '../../src/desk/phrasing-desk.ts';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import { dot } from '../../src/matching/vectors.ts';
import { ADA, BO } from '../support/deciding-case.ts';
import { newAnswer } from '../support/golden-case.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
let phrasings: PhrasingDesk;
let marks: MarkDesk;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.8' });
  phrasings = new PhrasingDesk(opened.app);
  marks = new MarkDesk(opened.app);
});
after(() => opened.close());
beforeEach(() =>
  opened.app.database.query(
    'DELETE FROM golden_answers; DELETE FROM clusters; DELETE FROM phrasings; DELETE FROM counter_examples; DELETE FROM lookups; DELETE FROM desk_audit',
  ),
);

const db = () => opened.app.database;
const detail = (id: number) => answerDetail(db(), id);
const asked = async (question: string) => {
  const { outcome, reason, answer } = await opened.app.golden.lookupGoldenAnswer(question);
  return outcome === 'hit' ? answer!.answer : reason;
};
const write = (question: string, answer: string, more: string[] = []) =>
  writeByHand(opened.app, ADA, { question, answer, phrasings: more });
/** Asks, and says that the answer was wrong. */
const markWrong = async (answerId: number, question: string) => {
  const { key, outcome } = await opened.app.golden.lookupGoldenAnswer(question);
  assert.equal(outcome, 'hit', question);
  await phrasings.markWrong(BO, answerId, key);
  return key;
};
const phrasingOf = async (id: number, text: string) => (await detail(id)).phrasings.find((one) => one.text === text)!;
const takenBack = async () => {
  const rows = await db().query<{ after: unknown }>(
    "SELECT after FROM desk_audit WHERE action = 'mark.take-back' ORDER BY id",
  );
  return rows.map((row) => row.after);
};
const areTwins = async (a: string, b: string) => {
  const { embedder } = opened.app;
  return dot(await embedder.embed(a), await embedder.embed(b)) >= 0.9;
};

const FIRST = 'how do i renew the yarrow licence';
const SECOND = 'how can i renew a yarrow licence';

/** An answer that a night wrote, with two wordings of chat users that mean the same. */
const ofNight = async () => {
  const question = 'What does the renewal of the yarrow licence take?';
  const { id } = await opened.app.golden.saveGoldenAnswer(newAnswer({ canonicalQuestion: question, answer: 'A day.' }));
  await opened.app.golden.updateClusterMapping(
    1,
    [question, FIRST, SECOND].map((text) => ({ text })),
  );
  await opened.app.golden.refresh();
  return id;
};

test('who takes a mark back is told what still silences the words, and so is the audit', async () => {
  assert.ok(await areTwins(FIRST, SECOND));
  const id = await ofNight();
  const first = opened.app.golden.lookupGoldenAnswer(FIRST);
  const second = opened.app.golden.lookupGoldenAnswer(SECOND);
  for (const { key } of [await first, await second]) await phrasings.markWrong(BO, id, key);
  const mark = (await detail(id)).marks.find(({ text }) => text === FIRST)!;
  assert.deepEqual(await marks.mark(ADA, id, mark.id), { question: FIRST, served: false, silencedBy: [SECOND] });
  assert.equal(await asked(FIRST), 'marked-wrong');
  assert.deepEqual(await marks.wrongHit(ADA, id, (await second).key), {
    question: SECOND,
    served: true,
    silencedBy: [],
  });
  assert.deepEqual([await asked(FIRST), await asked(SECOND)], ['A day.', 'A day.']);
  assert.deepEqual(await takenBack(), [
    { question: FIRST, served: false, silenced_by: [SECOND] },
    { question: SECOND, served: true },
  ]);
});

test('a mark that is taken back of a paused answer, or of words that are elsewhere by now, serves nobody', async () => {
  const id = await ofNight();
  await markWrong(id, FIRST);
  await db().query("UPDATE golden_answers SET status = 'paused' WHERE id = $1", [id]);
  const [mark] = (await detail(id)).marks;
  assert.deepEqual(await marks.mark(ADA, id, mark.id), { question: FIRST, served: false, silencedBy: [] });
  await db().query("UPDATE golden_answers SET status = 'published' WHERE id = $1", [id]);
  await opened.app.golden.refresh();
  await phrasings.detach(ADA, id, (await phrasingOf(id, SECOND)).id);
  await write('Trips?', 'Many.', [SECOND]);
  const [other] = (await detail(id)).marks;
  assert.deepEqual(await marks.mark(ADA, id, other.id), { question: SECOND, served: false, silencedBy: [] });
  assert.equal(await asked(SECOND), 'Many.');
});

test('a phrasing that a mark of other words silences says so', async () => {
  const id = await ofNight();
  await markWrong(id, SECOND);
  const silenced = Object.fromEntries((await detail(id)).phrasings.map(({ text, silenced_by }) => [text, silenced_by]));
  assert.deepEqual([silenced[FIRST], silenced[SECOND]], [SECOND, null]);
  assert.equal(await asked(FIRST), 'marked-wrong');
});

test('what a person has placed is silenced by a mark of its own words only', async () => {
  const [a, b] = ['how long is a sigma stamp valid', 'how long the sigma stamp is valid'];
  assert.ok(await areTwins(a, b));
  const e = await write('What is the validity of that stamp called sigma?', 'A year.', [a]);
  const f = await write('Where is the ink of stamps made?', 'In Java.', [b]);
  await phrasings.detach(ADA, e, (await phrasingOf(e, a)).id);
  await phrasings.move(ADA, f, (await phrasingOf(f, b)).id, e);
  assert.deepEqual([await asked(b), (await phrasingOf(e, b)).silenced_by], ['A year.', null]);
  await markWrong(e, b);
  assert.equal(await asked(b), 'marked-wrong');
});

test('what is marked of an answer is shown at each with the same text, where it is silenced as well', async () => {
  const words = 'what about the tau seal';
  const a = await write('Who makes the tau seal?', 'Call the office.', [words]);
  const b = await write('Who sells upsilon ink?', 'Call the office.');
  await markWrong(a, words);
  const [atA, atB] = [(await detail(a)).marks, (await detail(b)).marks];
  assert.deepEqual(
    [atA, atB].map((shown) => shown.map(({ text, answer_id }) => [text, answer_id])),
    [[[words, a]], [[words, a]]],
  );
  const { id } = await phrasingOf(a, words);
  await phrasings.move(ADA, a, id, b);
  assert.equal(await asked(words), 'Call the office.');
  assert.deepEqual([(await detail(a)).marks, (await detail(b)).marks], [[], []]);
});
