import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nightOptions, PAGES, QUESTIONS, runRows, UNTIL } from '../support/night-case.ts';
import { type CommandResult, databaseEnv, runCommand } from '../support/run-command.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let knowledge: TempFolder;
let logs: TempFolder;
before(async () => {
  opened = await openTestDatabase();
  // This process runs the embedded database, the commands join it: quicker than each starting it.
  await opened.database.query('SELECT 1');
  knowledge = await makeTempFolder(PAGES);
  const rows = Object.values(QUESTIONS).flatMap((texts) =>
    texts.flatMap((text, i) => [0, 1, 2].map((u) => `user${i * 3 + u},"${text}",2026-10-0${7 + u}T0${i}:00:00Z`)),
  );
  logs = await makeTempFolder({ 'log.csv': ['user_id,question,created_at', ...rows, 'bad,row,never'].join('\n') });
});
after(async () => {
  await opened.close();
  await knowledge.remove();
  await logs.remove();
});

const run = (...args: string[]) => runCommand(args, { env: databaseEnv(opened.location) });

// biome-ignore lint/suspicious/noExplicitAny: whatever the command printed.
function json({ code, stdout, stderr }: CommandResult, expected = 0): any {
  assert.equal(code, expected, stderr);
  return JSON.parse(stdout);
}

// These follow each other, as an operator's first day does.

test('migrate says what it did, as text and as JSON', async () => {
  const { already, applied } = json(await run('migrate', '--json'));
  assert.deepEqual([applied, already.length > 0], [[], true]);
  const text = await run('migrate');
  assert.match(text.stdout, /Nothing to do; \d+ migrations are applied/);
  assert.equal(text.stderr, '');
});

test('status before anything says what to run', async () => {
  const { stdout } = await run('status');
  for (const next of ['import conversations FILE', 'ingest PATH', 'nightly', 'schedule'])
    assert.match(stdout, new RegExp(`: goldsmith ${next}$`, 'm'));
  const status = json(await run('status', '--json'));
  assert.deepEqual([status.conversations, status.documents, status.golden_answers, status.last_run], [0, 0, 0, null]);
  assert.deepEqual([status.served.share_30_days, status.served.wrong_share.estimate], [null, null]);
});

test('ask before anything is answered plainly', async () => {
  const answer = json(await run('ask', 'What is a KITAS?', '--json'));
  assert.equal(answer.outcome, 'miss');
  assert.ok(answer.response.length > 10);
});

test('ingest reads a folder, tells what it cannot read on stderr, and again changes nothing', async () => {
  await knowledge.write('broken.md', new Uint8Array([0, 1]));
  const first = await run('ingest', knowledge.path, '--json');
  assert.deepEqual([json(first).documents, json(first).changed, json(first).unreadable.length], [6, 6, 1]);
  assert.match(first.stderr, /broken\.md/);
  const again = await run('ingest', knowledge.path);
  assert.match(again.stdout, /6 documents \(0 new or changed, 0 removed\), 6 chunks, 0 embedded; 1 could not be read/);
});

test('import conversations reads a log, tells the bad line on stderr, and again adds nothing', async () => {
  const first = await run('import', 'conversations', `${logs.path}/log.csv`, '--json');
  const count = Object.values(QUESTIONS).flat().length * 3;
  assert.deepEqual([json(first).read, json(first).added, json(first).skipped], [count, count, 1]);
  assert.match(first.stderr, new RegExp(`line ${count + 2} `));
  assert.match(
    (await run('import', 'conversations', `${logs.path}/log.csv`)).stdout,
    /144 conversations read, 0 new, 1 line/,
  );
});

const until = ['--until', UNTIL.toISOString()];

test('nightly --dry-run says what it would answer and writes nothing', async () => {
  const { stdout, code } = await run('nightly', '--dry-run', ...until);
  assert.equal(code, 0);
  assert.match(stdout, /dry run/);
  assert.match(stdout, /Would answer 9 clusters/);
  assert.deepEqual(await runRows(opened.database), []);
});

test('nightly writes answers and prints a summary, or its whole report as JSON', async () => {
  const report = json(await run('nightly', '--json', ...until));
  assert.deepEqual([report.status, report.clusters, report.created, report.gaps.length], ['success', 9, 7, 2]);
  const again = await run(
    'nightly',
    ...until,
    '--days',
    '7',
    '--max-golden',
    '50',
    '--clustering',
    `linkage:${(nightOptions().clustering as { cut: number }).cut}`,
  );
  assert.match(again.stdout, /0 new, 0 rewritten, 6 kept/);
});

test('nightly that could not do all it was asked for says so in its status and its words', async () => {
  const { code, stdout } = await run('nightly', ...until, '--regenerate-cultural');
  assert.match(stdout, /partial/);
  assert.match(stdout, /GOLDSMITH_MODEL_NIGHT/);
  assert.equal(code, 1, 'something failed, though what was done stands');
});

test('ask serves a golden answer, and says how it came about', async () => {
  const answer = json(await run('ask', 'What is a KITAS?', '--json'));
  assert.deepEqual([answer.question, answer.outcome, answer.reason], ['What is a KITAS?', 'hit', 'same-words']);
  assert.match(answer.response, /^A KITAS is a limited stay permit/);
  assert.equal(answer.sources[0].path, 'en/kitas.md');
  assert.match(
    (await run('ask', 'what is a kitas')).stdout,
    /hit \(same-words\), lookup [\d.]+ ms, golden-answer-cache/,
  );
});

test('status afterwards has the true counts, as JSON and nothing else even when the log is loud', async () => {
  const loud = { ...databaseEnv(opened.location), GOLDSMITH_LOG_LEVEL: 'trace' };
  const status = json(await runCommand(['status', '--json'], { env: loud }));
  assert.deepEqual([status.documents, status.golden_answers, status.last_run.status], [6, 8, 'partial']);
  assert.ok(status.last_24_hours.hits >= 2);
  const text = (await run('status')).stdout;
  assert.match(text, /Golden answers {2}8/);
  assert.match(text, /Models today {4}night \d+ calls, 0 tokens, \$0\.0000/);
  const [night] = status.models_today.filter(({ role }: { role: string }) => role === 'night');
  assert.deepEqual([night.calls > 0, night.failed, night.cost_usd, night.unpriced], [true, 0, 0, 0]);
  assert.match(text, /Served today {4}[\d.]+% of \d+ questions/);
  assert.match(text, /Saved {11}\$0\.\d\d today, .*\$0\.0030 a hit, assumed/);
  assert.equal(status.saved.today_usd, status.today.hits * 0.003);
  assert.match(text, /Served, 30 d {4}[\d.]+% of \d+ questions/);
  assert.match(text, /Wrong, 30 d {5}not enough evidence yet \(0 of 100 checks\)/);
});

test('status tells how many answers were marked wrong, and the estimate once enough are checked', async () => {
  const { database } = opened;
  await database.query("UPDATE lookups SET marked_wrong_at = now() WHERE outcome = 'hit'");
  const marked = json(await run('status', '--json')).served;
  assert.equal(marked.wrong_share.at_least, 1);
  await database.query(
    `WITH added AS (INSERT INTO lookups (outcome, reason, milliseconds) SELECT 'hit', 'r', 1 FROM generate_series(1, 100) RETURNING id)
     INSERT INTO hit_checks (lookup_id, "right", model) SELECT id, id <> (SELECT min(id) FROM added), 'm' FROM added`,
  );
  const { wrong_share, marked_wrong } = json(await run('status', '--json')).served;
  assert.deepEqual([wrong_share.estimate, wrong_share.checked, marked_wrong], [0.01, 100, marked.marked_wrong]);
  const text = (await run('status')).stdout;
  assert.match(text, /Wrong, 30 d {5}1\.0% of served answers, 95% interval 0\.2% to 5\.4%, 100 checked/);
  assert.match(text, new RegExp(`Marked wrong {4}${marked_wrong} of \\d+ hits`));
});

test('a text that begins with a dash can be asked', async () => {
  assert.equal((await run('ask', '--', '--what is a KITAS?')).code, 0);
});

test('an empty question is refused or answered, never a stack trace', async () => {
  for (const text of ['', '   ', 'x'.repeat(100_000)]) {
    const { stderr } = await run('ask', text);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
});

test("a user's data are exported, erased, and then there are none", async () => {
  const { conversations } = json(await run('export', 'user', 'user0'));
  assert.ok(conversations.length > 0);
  assert.match(JSON.stringify(conversations), /user/);
  const forgotten = json(await run('forget', 'user0', '--json'));
  assert.equal(forgotten.conversations, conversations.length);
  assert.equal((await run('forget', 'user0')).stdout, 'Nothing is kept of a user "user0".\n');
  assert.deepEqual(json(await run('export', 'user', 'user0')).conversations, []);
});

test('an ingest that makes an answer stale says so, as does status, until nightly --only-stale has rewritten it', async () => {
  await knowledge.write(
    'en/levy.md',
    '# Tourist levy\n\nEvery foreign visitor pays the Bali tourist levy of IDR 200,000 once.',
  );
  const report = await run('ingest', knowledge.path);
  assert.match(report.stdout, /\n1 golden answers rest on what has changed.*nightly --only-stale/);
  assert.match((await run('status')).stdout, /Golden answers {2}\d+, 1 of them stale and not served/);
  assert.equal(json(await run('status', '--json')).stale_answers, 1);
  assert.equal((await run('nightly', '--only-stale', '--until', '2026-10-12')).code, 2);
  assert.match((await run('nightly', '--only-stale', '--dry-run')).stdout, /Would rewrite 1/);
  const rewritten = json(await run('nightly', '--only-stale', '--json'));
  assert.deepEqual([rewritten.status, rewritten.updated, rewritten.stale], ['success', 1, { found: 1, left: 0 }]);
  assert.equal(json(await run('status', '--json')).stale_answers, 0);
  assert.match((await run('nightly', '--only-stale')).stdout, /nothing to rewrite/);
});

test('ingest reads a site with the address it is given, and refuses what is none', async () => {
  await using site = await makeTempFolder({
    'index.html': '<h1>Home</h1><p>Welcome.',
    'copy.html': '<link rel="canonical" href="/"><p>Welcome.',
    'again.html': '<link rel="canonical" href="/"><p>Welcome.',
  });
  const read = await run('ingest', site.path, '--url', 'https://bali.example');
  assert.match(read.stdout, /2 documents .*; 1 left out/);
  assert.match(read.stderr, /left out copy\.html: .*canonical address as again\.html/);
  assert.equal((await run('ingest', site.path, '--url', 'bali.example')).code, 2);
});
