import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { AnswerDesk } from '../../src/desk/answer-desk.ts';
import { readAnswerText } from '../../src/desk/answer-file.ts';
import { importAnswers } from '../../src/desk/import-answers.ts';
import { PhrasingDesk } from '../../src/desk/phrasing-desk.ts';
import { type HandwrittenAnswer, writeByHand } from '../../src/desk/write-by-hand.ts';
import { ADA, answerTo } from '../support/deciding-case.ts';
import { newAnswer } from '../support/golden-case.ts';
import { forgetNights, nightOptions, writeLog } from '../support/night-case.ts';
import { createAppAt, openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
let desk: AnswerDesk;
let phrasings: PhrasingDesk;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.99' });
  desk = new AnswerDesk(opened.app);
  phrasings = new PhrasingDesk(opened.app);
});
after(() => opened.close());
beforeEach(() => forgetNights(opened.app.database));

const db = () => opened.app.database;
const asked = async (question: string, { golden } = opened.app) => {
  const { outcome, reason, answer } = await golden.lookupGoldenAnswer(question);
  return outcome === 'hit' ? answer!.answer : reason;
};
const write = (question: string, answer: string, more: Partial<HandwrittenAnswer> = {}) =>
  writeByHand(opened.app, ADA, { question, answer, phrasings: [], ...more });
const phrasingOf = async (text: string) => {
  const [{ id }] = await db().query<{ id: number }>('SELECT id::int AS id FROM phrasings WHERE text = $1', [text]);
  return id;
};

const ITALIAN = 'Quanto costa il permesso di soggiorno theta?';
const ENGLISH = 'How much does the rho card cost at the office?';

test('an answer is served to the words it was written for, whatever language it is said to be in', async () => {
  await write(ITALIAN, 'Ten.', { language: 'en' });
  assert.equal(await asked(ITALIAN), 'Ten.');
  await write(ENGLISH, 'Ninety.', { language: 'it', phrasings: ['what is the price of the rho card at the office'] });
  assert.equal(await asked(ENGLISH), 'Ninety.');
  assert.equal(await asked('what is the price of the rho card at the office'), 'Ninety.');
});

test('who corrects the language of an answer, or words its question in another, does not take it out of service', async () => {
  const id = await write(ENGLISH, 'Ninety.');
  await desk.edit(ADA, id, 1, { language: 'it' });
  assert.equal(await asked(ENGLISH), 'Ninety.');
  await desk.edit(ADA, id, 2, { language: 'en', question: ITALIAN });
  assert.deepEqual([await asked(ITALIAN), await asked(ENGLISH)], ['Ninety.', 'Ninety.']);
});

test("who corrects the language of a night's answer does not either, and words in a third one stay unserved", async () => {
  const [question, same] = ['How much is a KITAS at the office?', 'what does a KITAS cost at the office'];
  const { id } = await opened.app.golden.saveGoldenAnswer(newAnswer({ canonicalQuestion: question }));
  const texts = [question, same, 'Berapa biaya KITAS di kantor imigrasi?'];
  await opened.app.golden.updateClusterMapping(
    1,
    texts.map((text) => ({ text })),
  );
  await desk.edit(ADA, id, 1, { language: 'it' });
  const served = await Promise.all(texts.map((text) => asked(text)));
  assert.deepEqual(served.slice(0, 2), [newAnswer().answer, newAnswer().answer]);
  assert.notEqual(served[2], newAnswer().answer);
});

test('a phrasing that is moved or imported is served, in whatever language it is written, by every server', async () => {
  const from = await write('Dove si compra il riso integrale?', 'Al mulino.', { phrasings: [ITALIAN] });
  const to = await write(ENGLISH, 'Ninety.');
  await phrasings.move(ADA, from, await phrasingOf(ITALIAN), to);
  assert.equal(await asked(ITALIAN), 'Ninety.');
  const line = { question: 'What is the sigma stamp?', answer: 'Ink.', phrasings: ["Che cos'è il timbro sigma?"] };
  const report = await importAnswers(readAnswerText('a.jsonl', JSON.stringify(line)), opened.app, ADA);
  assert.deepEqual([report.created, report.skipped], [1, 0]);
  assert.equal(await asked("Che cos'è il timbro sigma?"), 'Ink.');
  if (!db().capabilities.singleConnection) {
    const other = await createAppAt(opened.location, { rule: 'fixed:0.99' });
    await other.golden.connect();
    assert.deepEqual(
      [await asked(ITALIAN, other), await asked("Che cos'è il timbro sigma?", other)],
      ['Ninety.', 'Ink.'],
    );
    await other.close();
  }
});

test('it stays so through a night', async () => {
  await writeLog(db());
  const from = await write('Dove si compra il riso integrale?', 'Al mulino.', { phrasings: [ITALIAN] });
  const to = await write(ENGLISH, 'Ninety.', { language: 'id' });
  await phrasings.move(ADA, from, await phrasingOf(ITALIAN), to);
  const report = await opened.app.nightly.run(nightOptions());
  assert.equal(report.status, 'success');
  await opened.app.golden.refresh();
  assert.deepEqual([await asked(ITALIAN), await asked(ENGLISH)], ['Ninety.', 'Ninety.']);
  assert.equal((await answerTo(db(), ENGLISH)).language, 'id');
});

test('other words keep to their language', async () => {
  await write(ENGLISH, 'Ninety.', { language: 'it' });
  assert.notEqual(await asked('How much does the rho card cost at that office?'), 'Ninety.');
});
