import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { forgetNights, honestAnswer, PAGES, runRows, UNTIL, writeLog } from '../support/night-case.ts';
import { databaseEnv, RunningCommand, runCommand } from '../support/run-command.ts';
import {
  openScriptedModelServer,
  type RecordedRequest,
  type ScriptedModelServer,
  type ScriptedReply,
} from '../support/scripted-model-server.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const ARGS = ['nightly', '--until', UNTIL.toISOString(), '--clustering', 'linkage:0.25', '--json'];
const SOFTLY = /the answer that is being written is finished first/;

let opened: TestApp;
let model: ScriptedModelServer;
let env: Record<string, string>;
before(async () => {
  // This process runs the embedded database, the commands join it.
  [opened, model] = await Promise.all([openTestApp(), openScriptedModelServer()]);
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
  env = {
    ...databaseEnv(opened.location),
    GOLDSMITH_MODEL_NIGHT: 'openai:writer',
    GOLDSMITH_OPENAI_URL: model.url,
    GOLDSMITH_JUDGE_CALLS: '0',
  };
});
after(async () => {
  await opened.close();
  await model.close();
});
beforeEach(async () => {
  await forgetNights(opened.app.database);
  await writeLog(opened.app.database);
  model.requests.length = 0;
});

/** A night that is at its third answer. */
async function nightAtThird(third: (request: RecordedRequest) => ScriptedReply): Promise<RunningCommand> {
  model.answerBy((request) => (model.requests.length < 3 ? honestAnswer(request) : third(request)));
  const night = new RunningCommand(ARGS, { env });
  await waitFor(() => model.requests.length === 3, 'the third answer is asked for');
  return night;
}

test('SIGTERM lets the answer be finished, also when it comes twice at once, and the next run goes on', async () => {
  const night = await nightAtThird((request) => ({ ...honestAnswer(request), afterMs: 500 }) as ScriptedReply);
  night.process.kill('SIGINT');
  night.process.kill('SIGTERM');
  const { code, stdout, stderr } = await night.result();
  assert.equal(code, 0, stderr);
  assert.match(stderr, SOFTLY);
  assert.doesNotMatch(stderr, /did not end well/, 'it did as it was told');
  const report = JSON.parse(stdout);
  assert.deepEqual([report.status, report.created + report.gaps.length, model.requests.length], ['partial', 3, 3]);
  assert.equal((await runRows(opened.app.database))[0].status, 'partial');
  model.answerBy(honestAnswer);
  const next = await runCommand(ARGS, { env });
  const { status, created, kept } = JSON.parse(next.stdout);
  assert.deepEqual([status, created + kept, kept], ['success', 6, report.created]);
});

test('a second Ctrl-C stops at once, and what was saved stays', async () => {
  const night = await nightAtThird(() => ({ stall: 'before-headers' }));
  night.process.kill('SIGINT');
  await waitFor(() => SOFTLY.test(night.stderr), 'the first is told');
  await pause(600); // Sooner it would count as the same.
  assert.equal(night.process.exitCode, null, 'it waits for the answer');
  const { code, stdout } = await night.stop('SIGINT');
  assert.equal(code, 0, 'what was done stands');
  const report = JSON.parse(stdout);
  assert.deepEqual([report.status, report.created + report.gaps.length], ['partial', 2]);
  assert.deepEqual(report.errors, [
    '6 answers were left for the next run: The run was stopped.',
    'The run was stopped.',
  ]);
  const [row] = await runRows(opened.app.database);
  assert.deepEqual([row.status, row.golden_answers_generated], ['partial', report.created]);
});
