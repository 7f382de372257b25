import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { describeNight } from '../../src/nightly/describe-night.ts';
import { nightOptions, PAGES, runRows, writeLog } from '../support/night-case.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

const LEVY = 'How much is the Bali tourist levy?';
const LEVY_IN_OTHER_WORDS = 'How much is the Bali tourist levy for me please?';
const KITAS = 'What is a KITAS?';

let opened: TestApp;
let folder: TempFolder;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.8' });
  folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
  await writeLog(opened.app.database);
  await opened.app.nightly.run(nightOptions());
});
after(async () => {
  await opened.close();
  await folder.remove();
});

const ingest = () => opened.app.knowledge.ingest(folder.path);

/** What a question comes to by day: `hit` and the answer, or the reason why not. */
async function asked(question: string): Promise<string> {
  await opened.app.golden.refresh();
  const { outcome, reason, answer } = await opened.app.golden.lookupGoldenAnswer(question);
  return answer ? `${outcome}: ${answer.answer}` : `${outcome}: ${reason}`;
}

const levyPage = (text: string) => folder.write('en/levy.md', `# Tourist levy\n\n${text}`);
const staleRows = () =>
  opened.app.database.query<{ stale_reason: string }>(
    'SELECT stale_reason FROM golden_answers WHERE stale_since IS NOT NULL',
  );

test('a changed page takes the answer that rests on it out of service, in its words and in others, and no other', async () => {
  assert.match(await asked(LEVY), /^hit: .*150,000/);
  assert.match(await asked(LEVY_IN_OTHER_WORDS), /^hit: .*150,000/);
  const served = opened.app.golden.answerCount!;
  await levyPage('Every foreign visitor pays the Bali tourist levy of IDR 200,000 once.');
  assert.equal((await ingest()).stale, 1);
  assert.equal(await asked(LEVY), 'miss: stale');
  assert.equal(await asked(LEVY_IN_OTHER_WORDS), 'miss: stale');
  assert.equal(opened.app.golden.answerCount, served - 1);
  assert.match(await asked(KITAS), /^hit: A KITAS is/);
  assert.deepEqual(await staleRows(), [{ stale_reason: 'en/levy.md has changed' }]);
});

test('ingesting the same again finds nothing more that is stale', async () => {
  assert.equal((await ingest()).stale, 0);
});

test('a dry run tells what would be rewritten, and writes nothing', async () => {
  const runs = (await runRows(opened.app.database)).length;
  const report = await opened.app.nightly.rewriteStale({ dryRun: true });
  assert.equal(report.stale.found, 1);
  assert.match(describeNight(report), /Would rewrite 1:\n.*levy/);
  assert.equal((await runRows(opened.app.database)).length, runs);
  assert.equal(await asked(LEVY), 'miss: stale');
});

test('rewriting what is stale serves the new text, reads no questions and leaves the other answers as they are', async () => {
  const { app } = opened;
  const others = () =>
    app.database.query("SELECT * FROM golden_answers WHERE canonical_question NOT LIKE '%levy%' ORDER BY id");
  const before = await others();
  const report = await app.nightly.rewriteStale({ dryRun: false });
  assert.deepEqual(
    [report.status, report.analysed, report.updated, report.withdrawn, report.stale],
    ['success', 0, 1, 0, { found: 1, left: 0 }],
  );
  assert.equal(report.matcher, undefined);
  assert.equal(await asked(LEVY), 'hit: Every foreign visitor pays the Bali tourist levy of IDR 200,000 once.');
  assert.match(await asked(LEVY_IN_OTHER_WORDS), /^hit: .*200,000/);
  assert.deepEqual(await others(), before);
  const row = (await runRows(app.database)).at(-1)!;
  assert.deepEqual([row.status, row.golden_answers_updated], ['success', 1]);
});

test('with nothing stale it says so', async () => {
  const report = await opened.app.nightly.rewriteStale({ dryRun: false });
  assert.equal(report.status, 'success');
  assert.match(describeNight(report), /nothing to rewrite/);
});

test('a page that only moved leaves its answer in service, which names the new place', async () => {
  await rm(join(folder.path, 'en/levy.md'));
  await folder.write(
    'en/fees/levy.md',
    '# Tourist levy\n\nEvery foreign visitor pays the Bali tourist levy of IDR 200,000 once.',
  );
  const report = await ingest();
  assert.deepEqual([report.removed, report.stale], [1, 0]);
  await opened.app.golden.refresh();
  const { outcome, answer } = await opened.app.golden.lookupGoldenAnswer(LEVY);
  assert.deepEqual([outcome, answer?.sources[0].path], ['hit', 'en/fees/levy.md']);
  await folder.write(
    'en/zzz.md',
    '# Tourist levy\n\nEvery foreign visitor pays the Bali tourist levy of IDR 200,000 once.',
  );
  await folder.write('en/fees/levy.md', '# Other fees\n\nThere are none.');
  assert.equal((await ingest()).stale, 0, 'its text moved to a page that is read later');
  assert.match(await asked(LEVY), /^hit/);
});

test('a page that is changed back serves its answer again without a rewrite', async () => {
  const text = 'Every foreign visitor pays the Bali tourist levy of IDR 200,000 once.';
  await folder.write('en/zzz.md', '# Tourist levy\n\nIt is not collected at present.');
  assert.equal((await ingest()).stale, 1);
  assert.equal(await asked(LEVY), 'miss: stale');
  await folder.write('en/zzz.md', `# Tourist levy\n\n${text}`);
  assert.equal((await ingest()).stale, 0);
  assert.equal(await asked(LEVY), `hit: ${text}`);
});

test('an answer that no page supports any more is removed and told as a gap', async () => {
  const { app } = opened;
  await rm(join(folder.path, 'en/zzz.md'));
  assert.equal((await ingest()).stale, 1);
  assert.deepEqual(await staleRows(), [{ stale_reason: 'en/zzz.md is gone' }]);
  assert.equal(await asked(LEVY), 'miss: stale');
  const report = await app.nightly.rewriteStale({ dryRun: false });
  assert.deepEqual([report.updated, report.withdrawn, report.stale.left], [0, 1, 0]);
  assert.match(report.gaps[0].question, /levy/);
  assert.match(describeNight(report), /1 removed[\s\S]*No answer {3}1 questions/);
  assert.equal(await asked(LEVY), 'miss: unanswered-cluster');
  const gaps = await app.database.query(
    "SELECT 1 FROM unanswered_clusters u JOIN clusters c ON c.id = u.cluster_id WHERE c.canonical_question LIKE '%levy%'",
  );
  assert.equal(gaps.length, 1);
});

test('the night rewrites what is stale even when nobody asked for it in its window', async () => {
  const { app } = opened;
  await folder.write(
    'en/voa.md',
    '# Visa on arrival\n\nThe visa on arrival costs IDR 600,000. It can be extended once.',
  );
  await ingest();
  const quiet = await app.nightly.run(nightOptions({ until: new Date('2020-01-01T00:00:00Z'), maxGolden: 1 }));
  assert.deepEqual([quiet.analysed, quiet.updated, quiet.stale], [0, 1, { found: 1, left: 0 }]);
  assert.match(await asked('How much does the visa on arrival cost?'), /^hit: .*600,000/);
});

test('what an ingest could not know of is found at the start of the run', async () => {
  const { app } = opened;
  await app.database.query("DELETE FROM knowledge_documents WHERE path = 'en/pma.md'");
  assert.match(await asked('What is the minimum capital for a PT PMA?'), /^hit/);
  const report = await app.nightly.rewriteStale({ dryRun: false });
  assert.deepEqual([report.stale.found, report.withdrawn], [1, 1]);
  assert.match(await asked('What is the minimum capital for a PT PMA?'), /^miss/);
});
