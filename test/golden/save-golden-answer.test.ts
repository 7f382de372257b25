import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newAnswer } from '../support/golden-case.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
before(async () => {
  opened = await openTestApp();
});
after(() => opened.close());
beforeEach(() => opened.app.database.query('DELETE FROM golden_answers'));

const save = (changes: Parameters<typeof newAnswer>[0] = {}) => opened.app.golden.saveGoldenAnswer(newAnswer(changes));
const rows = () => opened.app.database.query('SELECT * FROM golden_answers ORDER BY id');

test('a first answer is created, with all it says', async () => {
  const { id, change } = await save();
  assert.equal(change, 'created');
  const [row] = await rows();
  const { clusterId, canonicalQuestion, answer, sources, metadata, language } = newAnswer();
  assert.deepEqual(
    [row.id, row.cluster_id, row.canonical_question, row.answer, row.sources, row.metadata, row.language],
    [id, clusterId, canonicalQuestion, answer, sources, metadata, language],
  );
});

test('the same answer again changes nothing, whatever it cost to write', async () => {
  const { id } = await save();
  const before = await rows();
  assert.deepEqual(await save({ metadata: { model: 'other', tokens: 99, seconds: 3 } }), { id, change: 'none' });
  assert.deepEqual(await rows(), before);
});

for (const [what, changes] of [
  ['text', { answer: 'Another text.' }],
  ['question', { canonicalQuestion: 'What does KITAS mean?' }],
  ['source', { sources: [{ ...newAnswer().sources[0], contentHash: 'def' }] }],
  ['number of sources', { sources: [] }],
] as const) {
  test(`another ${what} updates the answer in place`, async () => {
    const { id } = await save();
    assert.deepEqual(
      await save({ ...changes, sources: changes && 'sources' in changes ? [...changes.sources] : newAnswer().sources }),
      { id, change: 'updated' },
    );
    const all = await rows();
    assert.equal(all.length, 1);
    assert.ok((all[0].updated_at as Date) >= (all[0].created_at as Date));
  });
}

test('a cluster has one answer: one in another language takes the place of the first', async () => {
  const changes = [];
  for (const language of ['en', 'it', null, null]) changes.push((await save({ language })).change);
  assert.deepEqual(changes, ['created', 'updated', 'updated', 'none']);
  assert.deepEqual(
    (await rows()).map(({ language }) => language),
    [null],
  );
});

test('two who save the same answer at once leave one row', async () => {
  const saved = await Promise.all(Array.from({ length: 8 }, () => save()));
  assert.equal(new Set(saved.map(({ id }) => id)).size, 1);
  assert.equal((await rows()).length, 1);
});

test('text with quotes, backslashes and other scripts comes back as it was', async () => {
  const answer = `"It's" \\n 100% — ビザ 🙂 {"a":1}`;
  await save({ answer });
  assert.equal((await rows())[0].answer, answer);
});
