import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { callsByRole, describeCalls, describeCost } from '../../src/models/calls-by-role.ts';
import { type ModelCall, ModelCallRecorder } from '../../src/models/model-call-recorder.ts';
import { SILENT } from '../support/model-case.ts';
import { openTestDatabase, type TestDatabase } from '../support/test-database.ts';

let opened: TestDatabase;
let database: Database;
let recorder: ModelCallRecorder;
before(async () => {
  opened = await openTestDatabase();
  database = opened.database;
});
after(() => opened.close());
beforeEach(async () => {
  await database.query('DELETE FROM model_calls');
  recorder = new ModelCallRecorder(database, SILENT);
});

const ANSWERED: ModelCall = {
  at: new Date(),
  role: 'business',
  model: 'anthropic:claude-haiku-4-5',
  outcome: 'ok',
  usage: { inputTokens: 100, cachedInputTokens: 40, outputTokens: 20 },
  cost: 0.0002,
  firstTextMs: 120.5,
  milliseconds: 800,
};
const FAILED: ModelCall = {
  at: ANSWERED.at,
  role: 'night',
  model: 'runpod:llama',
  outcome: 'failed',
  error: 'status',
  status: 429,
  milliseconds: 12,
};

test('a call is one row, with what is known of it', async () => {
  recorder.record(ANSWERED);
  recorder.record(FAILED);
  await recorder.close();
  const rows = await database.query('SELECT * FROM model_calls ORDER BY id');
  assert.deepEqual(
    rows.map(({ id: _, key: __, ...row }) => row),
    [
      {
        at: ANSWERED.at,
        role: 'business',
        model: 'anthropic:claude-haiku-4-5',
        outcome: 'ok',
        error: null,
        status: null,
        input_tokens: 100,
        cached_input_tokens: 40,
        output_tokens: 20,
        cost_usd: 0.0002,
        first_text_ms: 120.5,
        milliseconds: 800,
      },
      {
        at: FAILED.at,
        role: 'night',
        model: 'runpod:llama',
        outcome: 'failed',
        error: 'status',
        status: 429,
        input_tokens: null,
        cached_input_tokens: null,
        output_tokens: null,
        cost_usd: null,
        first_text_ms: null,
        milliseconds: 12,
      },
    ],
  );
});

test('what a role used is added up at once', () => {
  recorder.record(ANSWERED);
  recorder.record(ANSWERED);
  recorder.record({ ...ANSWERED, cost: undefined });
  recorder.record(FAILED);
  assert.deepEqual(recorder.spentBy('business'), { tokens: 360, cost: 0.0004, unpriced: 1 });
  assert.deepEqual(recorder.spentBy('night'), { tokens: 0, cost: 0, unpriced: 0 });
  assert.deepEqual(recorder.spentBy('code'), { tokens: 0, cost: 0, unpriced: 0 });
});

test("today's calls are told by role", async () => {
  for (const call of [ANSWERED, ANSWERED, { ...ANSWERED, cost: undefined }, FAILED]) recorder.record(call);
  recorder.record({ ...ANSWERED, at: new Date(Date.now() - 2 * 86_400_000) });
  await recorder.close();
  const [business, night, ...more] = await callsByRole(database);
  assert.deepEqual(more, []);
  assert.deepEqual(business, { role: 'business', calls: 3, failed: 0, tokens: 360, cost_usd: 0.0004, unpriced: 1 });
  assert.deepEqual(night, { role: 'night', calls: 1, failed: 1, tokens: 0, cost_usd: null, unpriced: 0 });
  assert.equal(describeCalls(business), 'business 3 calls, 360 tokens, $0.0004 and what 1 call of unknown price cost');
  assert.equal(describeCalls(night), 'night 1 call (1 failed), 0 tokens, $0.0000');
});

test('a cost of which nothing is known is not told as 0', () => {
  assert.equal(describeCost(undefined, 3), 'the price of 3 calls unknown');
  assert.equal(describeCost(0, 3), '$0.0000 and what 3 calls of unknown price cost');
  assert.equal(describeCost(undefined, 1), 'the price of 1 call unknown');
  assert.equal(describeCost(0, 0), '$0.0000');
});
