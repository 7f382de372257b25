import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { AnswerQueue } from '../../src/nightly/sharing/answer-queue.ts';
import { WITHOUT_SERVER } from '../support/answer-server.ts';
import { SILENT } from '../support/model-case.ts';
import { forgetNights, honestAnswer, PAGES, UNTIL, writeLog } from '../support/night-case.ts';
import { databaseEnv, RunningCommand, runCommand } from '../support/run-command.ts';
import {
  openScriptedModelServer,
  type RecordedRequest,
  type ScriptedModelServer,
} from '../support/scripted-model-server.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

const onServer = { skip: WITHOUT_SERVER };
let opened: TestDatabase;
let model: ScriptedModelServer;
const running: RunningCommand[] = [];
before(async () => {
  if (WITHOUT_SERVER) return;
  opened = await openTestDatabase();
  model = await openScriptedModelServer();
  await using knowledge = await makeTempFolder(PAGES);
  const { code, stderr } = await runCommand(['ingest', knowledge.path], { env: envOf('ingest') });
  assert.equal(code, 0, stderr);
});
beforeEach(async () => {
  if (WITHOUT_SERVER) return;
  model.requests.length = 0;
  await forgetNights(opened.database);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((command) => command.kill()));
});
after(async () => {
  await model?.close();
  await opened?.close();
});

/** The settings of a process whose requests to the model tell which process it is, by their key. */
function envOf(key: string): Record<string, string> {
  return {
    ...databaseEnv(opened.location),
    GOLDSMITH_MODEL_NIGHT: 'openai:writer',
    GOLDSMITH_OPENAI_URL: model.url,
    GOLDSMITH_OPENAI_API_KEY: key,
    GOLDSMITH_JUDGE_CALLS: '0',
  };
}

function start(args: string[], key: string): RunningCommand {
  const command = new RunningCommand(args, { env: envOf(key) });
  running.push(command);
  return command;
}

async function startWorker(key: string): Promise<RunningCommand> {
  const worker = start(['worker', '--json'], key);
  await waitFor(() => {
    assert.equal(worker.process.exitCode, null, worker.stderr);
    return worker.stderr.includes('waiting for answers');
  }, 'the worker is there');
  return worker;
}

const keyOf = ({ headers }: RecordedRequest) => headers.authorization!.replace('Bearer ', '');
const questionOf = ({ turns }: RecordedRequest) => turns.at(-1)!.content;

test(
  'of three workers two are killed in the middle of an answer: the others take over, each is written once',
  onServer,
  async () => {
    await writeLog(opened.database);
    const [survivor, ...doomed] = await Promise.all(['survivor', 'doomed1', 'doomed2'].map(startWorker));
    // The doomed wait for an answer for ever; the others take their time, so that each gets something to do.
    model.answerBy((request) => {
      if (keyOf(request).startsWith('doomed')) return { stall: 'before-headers' };
      return { ...honestAnswer(request), afterMs: 700 };
    });
    const night = start(['nightly', '--until', UNTIL.toISOString(), '--clustering', 'linkage:0.25', '--json'], 'night');
    const asked = (key: string) => model.requests.filter((request) => keyOf(request) === key).map(questionOf);
    await waitFor(() => asked('doomed1').length + asked('doomed2').length === 2, 'both have an answer to write');
    for (const worker of doomed) worker.process.kill('SIGKILL');

    const { code, stdout, stderr } = await night.result();
    assert.equal(code, 0, stderr);
    const report = JSON.parse(stdout);
    assert.deepEqual([report.status, report.created, report.updated, report.gaps.length], ['success', 6, 0, 2]);
    const answers = await opened.database.query<{ once: boolean }>(
      'SELECT created_at = updated_at AS once FROM golden_answers',
    );
    assert.deepEqual([answers.length, answers.every(({ once }) => once)], [6, true]);

    const interrupted = [...asked('doomed1'), ...asked('doomed2')];
    const finished = [...asked('survivor'), ...asked('night')];
    assert.deepEqual([finished.length, new Set(finished).size], [8, 8], 'nobody wrote what another had written');
    assert.ok(interrupted.every((question) => finished.includes(question)));
    assert.ok(asked('survivor').length > 0, 'the worker had its part');

    // What the workers used is the night's, each token once.
    assert.equal(report.tokens, 6 * 120 + 2 * 51);
    const stopped = await survivor.stop('SIGTERM');
    assert.equal(stopped.code, 0, stopped.stderr);
    const worked = JSON.parse(stopped.stdout);
    assert.deepEqual([worked.written + worked.gaps, worked.failed, worked.lost], [asked('survivor').length, 0, 0]);
    const texts = [...PAGES['en/kitas.md'].split('\n'), ...finished].filter((text) => text.length > 20);
    assert.ok(!texts.some((text) => stopped.stderr.includes(text)), 'its log holds no words of anybody');
  },
);

test('a worker that is told to stop finishes the answer in hand', onServer, async (t) => {
  model.answerBy((request) => ({ ...honestAnswer(request), afterMs: 500 }));
  await opened.database.query(
    "INSERT INTO clusters (id, canonical_question, language, asked, users) VALUES (1, 'What is a KITAS?', 'en', 3, 3)",
  );
  const queue = await AnswerQueue.open({ databaseUrl: opened.location.databaseUrl!, log: SILENT });
  t.after(() => queue.close());
  const question = { id: 1, canonical: { text: 'What is a KITAS?' }, language: 'en', asked: 3, users: 3 };
  await queue.fill([question]);
  const lock = await opened.database.tryLock('night');
  t.after(() => lock?.release());
  const worker = await startWorker('stopped');
  await waitFor(() => model.requests.length === 1, 'the answer is being written');
  const { code, stdout, stderr } = await worker.stop('SIGTERM');
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), { written: 1, gaps: 0, failed: 0, lost: 0 });
  const [{ state, result }] = await queue.states();
  assert.equal(state, 'done');
  assert.deepEqual(result?.spent.tokens, 120);
});

test('on the embedded database there is nothing for a worker to do: it says so, as wrong usage', async () => {
  await using folder = await makeTempFolder({});
  const env = { GOLDSMITH_DATA: folder.path };
  const { code, stdout, stderr } = await runCommand(['worker'], { env });
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /DATABASE_URL.*embedded database the night writes its answers itself/s);
  assert.equal((await runCommand(['worker', '--concurrency', '0'], { env })).code, 2);
});

test('a worker whose database is away at the start says so', async () => {
  const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' };
  const { code, stderr } = await runCommand(['worker'], { env });
  assert.equal(code, 1);
  assert.match(stderr, /The database cannot be reached/);
});
