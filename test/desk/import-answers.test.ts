import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { AnswerDesk } from '../../src/desk/answer-desk.ts';
import { answerDetail } from '../../src/desk/answer-detail.ts';
import { ANSWER_FORMATS, readAnswerText } from '../../src/desk/answer-file.ts';
import { exportAnswers } from '../../src/desk/export-answers.ts';
import { importAnswers } from '../../src/desk/import-answers.ts';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import { keepProposal } from '../../src/golden/answer-proposals.ts';
import type { AnswerState } from '../../src/golden/answer-state.ts';
import { ADA } from '../support/deciding-case.ts';
import { newAnswer } from '../support/golden-case.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

const PAGE = '# What is a KITAS?\n\nA KITAS is a limited stay permit for foreigners.';
const CHANGED_PAGE = '# What is a KITAS?\n\nA KITAS is a stay permit for two years.';

let opened: TestApp;
let folder: TempFolder;
let desk: AnswerDesk;
before(async () => {
  opened = await openTestApp();
  folder = await makeTempFolder({});
  desk = new AnswerDesk(opened.app);
});
after(async () => {
  await opened.close();
  await folder.remove();
});
const EMPTY =
  'DELETE FROM golden_answers; DELETE FROM clusters; DELETE FROM phrasings; DELETE FROM desk_audit; DELETE FROM counter_examples';
beforeEach(() => db().query(`${EMPTY}; DELETE FROM knowledge_documents`));

const db = () => opened.app.database;
const exported = async (format: 'csv' | 'jsonl') => (await Array.fromAsync(exportAnswers(db(), format))).join('');
const importText = (text: string, name = 'a.csv') => importAnswers(readAnswerText(name, text), opened.app, ADA);
const importLine = (line: object) => importText(JSON.stringify(line), 'a.jsonl');
const counts = ({ created, updated, unchanged, skipped }: Awaited<ReturnType<typeof importText>>) => [
  ...[created, updated, unchanged, skipped],
];
const asked = async (question: string) => {
  await opened.app.golden.refresh();
  const { outcome, reason, answer } = await opened.app.golden.lookupGoldenAnswer(question);
  return outcome === 'hit' ? answer!.answer : reason;
};
const ingest = async (text: string) => {
  await folder.write('en/kitas.md', text);
  await opened.app.knowledge.ingest(folder.path);
};
const sourceStates = async (id: number) => (await answerDetail(db(), id)).sources.map(({ state }) => state);
const version = async (id: number) => (await answerDetail(db(), id)).version;

/** An answer of a night, whose page says something else since. */
async function staleAnswer(): Promise<number> {
  await ingest(PAGE);
  const [chunk] = await db().query<{ headings: string[]; contentHash: string }>(
    'SELECT headings, content_hash AS "contentHash" FROM knowledge_chunks',
  );
  const sources = [{ ...newAnswer().sources[0], ...chunk }];
  const { id } = await opened.app.golden.saveGoldenAnswer(newAnswer({ sources }));
  await opened.app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?' }]);
  assert.deepEqual(await sourceStates(id), ['current']);
  await ingest(CHANGED_PAGE);
  await db().transaction((tx) =>
    keepProposal(tx, id, { answer: 'A KITAS is new.', sources, metadata: newAnswer().metadata }),
  );
  assert.equal(await asked('What is a KITAS?'), 'stale');
  return id;
}

for (const format of ANSWER_FORMATS)
  test(`a stale answer that was exported as ${format} and is imported stays stale, with its proposal`, async () => {
    const id = await staleAnswer();
    const before = await answerDetail(db(), id);
    const file = await exported(format);
    for (let time = 0; time < 2; time++) assert.deepEqual(counts(await importText(file, `a.${format}`)), [0, 0, 1, 0]);
    assert.deepEqual(await answerDetail(db(), id), before);
    assert.deepEqual(
      before.sources.map(({ state }) => state),
      ['changed'],
    );
    assert.equal(await asked('What is a KITAS?'), 'stale');
    assert.deepEqual(await db().query('SELECT * FROM desk_audit'), []);

    // Nor does it come back into service where only its status or the case of its question is another.
    await importLine({ question: 'what is a KITAS', answer: before.answer, status: 'paused' });
    await importLine({ question: 'what is a KITAS', answer: before.answer, status: 'published' });
    assert.equal(await asked('What is a KITAS?'), 'stale');
    assert.ok((await answerDetail(db(), id)).proposal_detail);
  });

test('who imports another text for a stale answer has looked at it: it is served, and its page is watched', async () => {
  const id = await staleAnswer();
  await importLine({ question: 'What is a KITAS?', answer: 'Ours.' });
  assert.equal(await asked('What is a KITAS?'), 'Ours.');
  const { proposal_detail, edited } = await answerDetail(db(), id);
  assert.deepEqual([proposal_detail, edited, await sourceStates(id)], [null, true, ['current']]);
  await ingest(PAGE);
  assert.equal(await asked('What is a KITAS?'), 'stale');
});

test('a stale answer stays stale by the same text, also where its sources are named without hashes or are others', async () => {
  const id = await staleAnswer();
  const { answer, sources } = (
    await db().query<Pick<AnswerState, 'answer' | 'sources'>>('SELECT answer, sources FROM golden_answers')
  )[0];
  const question = 'What is a KITAS?';
  const unhashed = sources.map(({ contentHash: _, ...named }) => named);
  assert.deepEqual(counts(await importLine({ question, answer, sources: unhashed })), [0, 0, 1, 0]);
  assert.deepEqual(await sourceStates(id), ['changed']);
  const elsewhere = [{ title: 'Ours', path: 'ours.md' }];
  for (const others of [[], [...unhashed, ...elsewhere], elsewhere]) {
    assert.deepEqual(counts(await importLine({ question, answer, sources: others })), [0, 1, 0, 0]);
    assert.equal(await asked(question), 'stale');
  }

  // From where somebody has looked at it, with its page as it is here as well.
  const [{ hash }] = await db().query<{ hash: string }>('SELECT content_hash AS hash FROM knowledge_chunks');
  await importLine({ question, answer, sources: [{ ...sources[0], contentHash: hash }] });
  assert.equal(await asked(question), answer);
  // What is not told of a page is not forgotten: it is watched.
  assert.deepEqual(counts(await importLine({ question, answer, sources: unhashed })), [0, 0, 1, 0]);
  await ingest(PAGE);
  assert.equal(await asked(question), 'stale');
  // Nor where the page is gone altogether.
  await db().query('DELETE FROM knowledge_documents');
  for (const file of [await exported('jsonl'), JSON.stringify({ question, answer, sources: unhashed })])
    assert.deepEqual(counts(await importText(file, 'a.jsonl')), [0, 0, 1, 0]);
  assert.equal(await asked(question), 'stale');
});

test('a new answer is as stale as its pages are here; a page that is not here is named and not watched', async () => {
  await staleAnswer();
  const file = await exported('jsonl');
  await db().query(EMPTY);
  assert.deepEqual(counts(await importText(file, 'a.jsonl')), [1, 0, 0, 0]);
  assert.equal(await asked('What is a KITAS?'), 'stale');
  assert.equal(await exported('jsonl'), file);

  await db().query(`${EMPTY}; DELETE FROM knowledge_documents`);
  assert.deepEqual(counts(await importText(file, 'a.jsonl')), [1, 0, 0, 0]);
  assert.equal(await asked('What is a KITAS?'), newAnswer().answer);
  const [{ id }] = await db().query<{ id: number }>('SELECT id FROM golden_answers');
  assert.deepEqual(await sourceStates(id), ['unchecked']);
  assert.deepEqual(counts(await importText(file, 'a.jsonl')), [0, 0, 1, 0]);
});

test('an earlier text with its sources is as stale as they are', async () => {
  const id = await staleAnswer();
  const file = await exported('csv');
  await desk.edit(ADA, id, await version(id), { answer: 'Ours.' });
  assert.equal(await asked('What is a KITAS?'), 'Ours.');
  assert.deepEqual(counts(await importText(file)), [0, 1, 0, 0]);
  assert.equal(await asked('What is a KITAS?'), 'stale');
  assert.equal(await exported('csv'), file);
});

test('what a file does not name stays: two columns take no decision back', async () => {
  const { id } = await opened.app.golden.saveGoldenAnswer(newAnswer({ language: null }));
  await opened.app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?' }]);
  const sea = await writeByHand(opened.app, ADA, { question: 'Where is the sea?', answer: 'There.', phrasings: [] });
  await desk.pause(ADA, id, 1);
  await desk.dismiss(ADA, sea, 1);
  const before = await answerDetail(db(), id);
  const same = `question,answer\nWhat is a KITAS?,${before.answer}\nWhere is the sea?,There.\n`;
  assert.deepEqual(counts(await importText(same)), [0, 0, 2, 0]);
  assert.deepEqual(await answerDetail(db(), id), before);
  assert.equal(await asked('What is a KITAS?'), 'paused');
  assert.notEqual(await asked('Where is the sea?'), 'There.');

  // An empty cell says nothing either, and another text is a person's from then on.
  const other = 'question,answer,status,edited\nWhat is a KITAS?,Ours.,,\nWhere is the sea?,Here.,,\n';
  assert.deepEqual(counts(await importText(other)), [0, 2, 0, 0]);
  const { answer, status, language, edited, sources } = await answerDetail(db(), id);
  assert.deepEqual([answer, status, language, edited], ['Ours.', 'paused', null, true]);
  assert.deepEqual(sources, before.sources);
  assert.equal((await answerDetail(db(), sea)).status, 'dismissed');

  // A column that is there says that there are none.
  await importText('question,answer,sources\nWhat is a KITAS?,Ours.,\n');
  assert.deepEqual((await answerDetail(db(), id)).sources, []);
});

test('what was approved comes back approved; who publishes a draft by a file approves it, and none takes that back', async () => {
  const { id } = await opened.app.golden.saveGoldenAnswer(newAnswer({ sources: [] }));
  await opened.app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?' }]);
  const earlier = await exported('csv');
  await desk.pause(ADA, id, 1);
  await desk.publish(ADA, id, 2);
  const file = await exported('csv');
  assert.deepEqual(counts(await importText(earlier)), [0, 0, 1, 0]);
  await db().query(EMPTY);
  await importText(file);
  assert.equal(await exported('csv'), file);
  const [{ approved }] = await db().query<{ approved: boolean }>(
    "SELECT approved_at IS NOT NULL AND edited_at IS NULL AS approved FROM golden_answers WHERE status = 'published'",
  );
  assert.equal(approved, true);
  await importLine({ question: 'Where is the sea?', answer: 'There.', status: 'draft', edited: false });
  await importLine({ question: 'Where is the sea?', answer: 'There.', status: 'published' });
  const rows = await db().query(
    "SELECT approved_at IS NOT NULL AS approved, edited_at IS NOT NULL AS edited FROM golden_answers WHERE canonical_question LIKE '%sea%'",
  );
  assert.deepEqual(rows, [{ approved: true, edited: false }]);
});
