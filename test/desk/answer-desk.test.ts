import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { AnswerDesk } from '../../src/desk/answer-desk.ts';
import { answerDetail, shownVersions } from '../../src/desk/answer-detail.ts';
import { answerQuery } from '../../src/desk/api/answers.ts';
import { listAnswers } from '../../src/desk/list-answers.ts';
import { listHits } from '../../src/desk/list-hits.ts';
import { PhrasingDesk } from '../../src/desk/phrasing-desk.ts';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import { ChangedMeanwhile } from '../../src/golden/changed-meanwhile.ts';
import { ADA, BO } from '../support/deciding-case.ts';
import { newAnswer } from '../support/golden-case.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
let desk: AnswerDesk;
let phrasings: PhrasingDesk;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.8' });
  desk = new AnswerDesk(opened.app);
  phrasings = new PhrasingDesk(opened.app);
});
after(() => opened.close());
beforeEach(() =>
  opened.app.database.query(
    'DELETE FROM golden_answers; DELETE FROM clusters; DELETE FROM phrasings; DELETE FROM counter_examples; DELETE FROM lookups; DELETE FROM answer_usage; DELETE FROM desk_audit',
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
const page = (query: Record<string, string> = {}) => listAnswers(db(), answerQuery.parse(query));
const audit = () =>
  db().query<{ who: string; action: string; before: { answer: string } | null; after: unknown }>(
    'SELECT who, action, before, after FROM desk_audit ORDER BY id',
  );

test('an answer that was written by hand is served at once, in all its wordings, in its own language', async () => {
  const id = await write('How do I get a driving licence?', 'At the police office.', ['driving licence, where?']);
  assert.equal(await asked('how do I get a driving licence'), 'At the police office.');
  assert.equal(await asked('Driving licence, where?'), 'At the police office.');
  const { status, edited, language, version, phrasings: shown } = await detail(id);
  assert.deepEqual(
    { status, edited, language, version },
    { status: 'published', edited: true, language: 'en', version: 1 },
  );
  assert.deepEqual(
    shown.map(({ decided, users }) => [decided, users]),
    [
      [true, 0],
      [true, 0],
    ],
  );
  assert.deepEqual(
    (await audit()).map(({ who, action }) => [who, action]),
    [['Ada', 'answer.write']],
  );
});

test('a question has one answer: a second one is refused, and nothing of it is kept', async () => {
  const id = await write('What is a KITAS?', 'A permit.');
  await assert.rejects(write('what is a kitas', 'Another text.'), {
    code: 'bad-input',
    message: new RegExp(`Answer ${id}`),
  });
  await assert.rejects(write('Where do I surf?', 'There.', ['What is a KITAS?']), { code: 'bad-input' });
  assert.equal((await page()).total, 1);
  assert.equal((await db().query('SELECT 1 FROM clusters')).length, 1);
});

test('personal data in a wording is refused', async () => {
  await assert.rejects(write('Is ada@example.com registered?', 'Yes.'), {
    code: 'bad-input',
    message: /personal data/,
  });
});

test('the second of two who save is told what stands there now, and overwrites nothing', async () => {
  const id = await write('What is a KITAS?', 'A permit.');
  await desk.edit(ADA, id, 1, { answer: 'A stay permit.' });
  const refused = await desk.edit(BO, id, 1, { answer: 'A card.' }).catch((error: unknown) => error);
  assert.ok(refused instanceof ChangedMeanwhile);
  assert.equal(refused.code, 'conflict');
  assert.deepEqual(
    [refused.current.version, refused.current.person, refused.current.change, refused.current.answer],
    [2, 'Ada', 'edited', 'A stay permit.'],
  );
  assert.equal((await detail(id)).answer, 'A stay permit.');
  await desk.edit(BO, id, 2, { answer: 'A card.' });
  assert.equal(await asked('What is a KITAS?'), 'A card.');
});

test('of many who save at once from the same version one gets through', async () => {
  const id = await write('What is a KITAS?', 'A permit.');
  const saves = Array.from({ length: 6 }, (_, n) => desk.edit({ name: `p${n}` }, id, 1, { answer: `Text ${n}.` }));
  const done = await Promise.allSettled(saves);
  assert.equal(done.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal((await detail(id)).version, 2);
});

test('every change is a version, and an earlier one can be taken back', async () => {
  const { id } = await opened.app.golden.saveGoldenAnswer(newAnswer());
  await opened.app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?' }]);
  await desk.edit(ADA, id, 1, { answer: 'A permit for a year.' });
  await desk.pause(BO, id, 2);
  await desk.restore(ADA, id, 3, 1);
  const versions = await shownVersions(db(), id);
  assert.deepEqual(
    versions.map(({ version, person, change, status }) => [version, person, change, status]),
    [
      [4, 'Ada', 'restored', 'paused'],
      [3, 'Bo', 'paused', 'paused'],
      [2, 'Ada', 'edited', 'published'],
      [1, null, 'written', 'published'],
    ],
  );
  assert.equal(versions[0].answer, newAnswer().answer);
  assert.deepEqual(
    versions[1].diff.map(({ kind }) => kind),
    ['same'],
  );
  assert.equal((await detail(id)).status, 'paused');
  await assert.rejects(desk.restore(ADA, id, 4, 99), { code: 'not-found' });
});

test('what changes nothing is neither a version nor a row of the audit', async () => {
  const id = await write('What is a KITAS?', 'A permit.');
  await desk.edit(ADA, id, 1, { answer: 'A permit.' });
  assert.equal((await detail(id)).version, 1);
  assert.equal((await audit()).length, 1);
});

test('paused is not served, published again is', async () => {
  const id = await write('What is a KITAS?', 'A permit.');
  await desk.pause(ADA, id, 1);
  assert.equal(await asked('What is a KITAS?'), 'paused');
  assert.equal(opened.app.golden.answerCount, 0);
  await desk.publish(ADA, id, 2);
  assert.equal(await asked('What is a KITAS?'), 'A permit.');
});

test('dismissed is out of the list, can be taken back, and erased for good only then', async () => {
  const id = await write('What is a KITAS?', 'A permit.');
  await assert.rejects(desk.erase(ADA, id, 1), { code: 'bad-input' });
  await desk.dismiss(ADA, id, 1);
  assert.equal((await page()).total, 0);
  assert.equal((await page({ status: 'dismissed' })).total, 1);
  await desk.publish(ADA, id, 2);
  assert.equal(await asked('What is a KITAS?'), 'A permit.');
  await desk.dismiss(ADA, id, 3);
  await desk.erase(ADA, id, 4);
  await assert.rejects(detail(id), { code: 'not-found' });
  const last = (await audit()).at(-1)!;
  assert.deepEqual([last.action, last.before?.answer, last.after], ['answer.erase', 'A permit.', null]);
});

test('another question for an answer leads to it in its words; that of another answer is refused', async () => {
  const id = await write('What is a KITAS?', 'A permit.');
  await write('What is a KITAP?', 'A longer permit.');
  await desk.edit(ADA, id, 1, { question: 'What does KITAS stand for?' });
  assert.equal(await asked('what does kitas stand for'), 'A permit.');
  assert.equal(await asked('What is a KITAS?'), 'A permit.');
  await assert.rejects(desk.edit(ADA, id, 2, { question: 'what is a KITAP' }), { code: 'bad-input' });
  assert.equal((await detail(id)).version, 2);
});

test('a phrasing moves to another answer, or means something else; the own question of an answer stays', async () => {
  const kitas = await write('What is a KITAS?', 'A permit.', ['long stay permit?', 'surf lessons?']);
  const kitap = await write('What is a KITAP?', 'A longer permit.');
  const [own, long, surf] = (await detail(kitas)).phrasings;
  await phrasings.move(BO, kitas, long.id, kitap);
  assert.equal(await asked('long stay permit?'), 'A longer permit.');
  await phrasings.detach(BO, kitas, surf.id);
  assert.notEqual(await asked('surf lessons?'), 'A permit.');
  await assert.rejects(phrasings.detach(BO, kitas, own.id), { code: 'bad-input' });
  await assert.rejects(phrasings.move(BO, kitas, surf.id, kitap), { code: 'not-found' });
  await assert.rejects(phrasings.move(BO, kitas, own.id, 999), { code: 'not-found' });
  assert.deepEqual(
    (await audit()).slice(-2).map(({ who, action }) => [who, action]),
    [
      ['Bo', 'phrasing.move'],
      ['Bo', 'phrasing.detach'],
    ],
  );
});

test('hits are counted as they come, and told newest first, a page at a time', async () => {
  const id = await write('What is a KITAS?', 'A permit.');
  for (let n = 0; n < 5; n++) await asked('What is a KITAS?');
  await opened.app.recorders.lookups.flush();
  assert.equal((await page()).answers[0].hits, 5);
  const first = await listHits(db(), id, { limit: 3 });
  const second = await listHits(db(), id, { limit: 3, before: first.next! });
  assert.deepEqual([first.hits.length, second.hits.length, second.next], [3, 2, null]);
  assert.equal(new Set([...first.hits, ...second.hits].map(({ key }) => key)).size, 5);
  await phrasings.markWrong(ADA, id, first.hits[0].key);
  assert.equal((await listHits(db(), id, { limit: 3 })).hits[0].marked_wrong, true);
  assert.deepEqual(
    (await page({ marked_wrong: 'true' })).answers.map(({ marked_wrong }) => marked_wrong),
    [1],
  );
  assert.equal((await page({ marked_wrong: 'false' })).total, 0);
  assert.equal(await asked('What is a KITAS?'), 'marked-wrong');
});

test('the list is searched, filtered, sorted and paged', async () => {
  await write('What is a KITAS?', 'A permit, 100% needed.');
  await write('Where is the sea?', 'Everywhere around.');
  await write('Apakah itu KITAP?', 'Izin tinggal tetap untuk orang asing di Indonesia.');
  const questions = async (query: Record<string, string>) =>
    (await page(query)).answers.map(({ question }) => question);
  assert.deepEqual(await questions({ search: '100%' }), ['What is a KITAS?']);
  assert.deepEqual(await questions({ search: '100_' }), []);
  assert.deepEqual(await questions({ search: 'EVERYWHERE' }), ['Where is the sea?']);
  assert.deepEqual(await questions({ sort: 'question' }), [
    'Apakah itu KITAP?',
    'What is a KITAS?',
    'Where is the sea?',
  ]);
  assert.deepEqual(await questions({ sort: 'question', limit: '1', page: '2' }), ['What is a KITAS?']);
  assert.deepEqual(await questions({ language: 'id' }), ['Apakah itu KITAP?']);
  assert.deepEqual(await questions({ stale: 'true' }), []);
  assert.equal((await page({ edited: 'true' })).total, 3);
  assert.deepEqual((await page()).languages, ['en', 'id']);
});

test('a change whose audit fails is no change', async () => {
  const id = await write('What is a KITAS?', 'A permit.');
  await db().query('ALTER TABLE desk_audit RENAME TO away');
  try {
    await assert.rejects(desk.edit(ADA, id, 1, { answer: 'Another.' }));
    await assert.rejects(desk.pause(ADA, id, 1));
  } finally {
    await db().query('ALTER TABLE away RENAME TO desk_audit');
  }
  const { answer, version, status } = await detail(id);
  assert.deepEqual([answer, version, status], ['A permit.', 1, 'published']);
});
