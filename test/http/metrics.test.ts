import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { VERSION } from '../../src/config.ts';
import { newAnswer } from '../support/golden-case.ts';
import { readMetrics } from '../support/read-metrics.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestApp;
let server: TestServer;
let model: ScriptedModelServer;
before(async () => {
  model = await openScriptedModelServer();
  const models = { business: ['openai:writer'], openai: { apiKey: 'k', baseUrl: model.url } };
  opened = await openTestApp({ rule: 'fixed:0.85', savedPerHit: 0.01, models });
  const { golden } = opened.app;
  await golden.saveGoldenAnswer(newAnswer());
  await golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  server = await openTestServer(opened.app);
});
after(async () => {
  await server.close();
  await opened.close();
  await model.close();
});

test('what was asked is counted by outcome and reason, route and status, role and model', async () => {
  model.script({ text: 'Companies pay 22%.', inputTokens: 100, cachedInputTokens: 40, outputTokens: 7 });
  for (let i = 0; i < 3; i++) await server.chat('What is a KITAS?');
  await server.chat('How much tax do companies pay?');
  await server.post('{"query": 1}');
  await server.get('/nowhere/of/that/name');
  const metrics = await readMetrics(server.url);
  assert.equal(metrics.get('goldsmith_lookups_total{outcome="hit",reason="same-words"}'), 3);
  assert.equal(metrics.get('goldsmith_lookup_seconds_count{outcome="hit"}'), 3);
  assert.equal(metrics.get('goldsmith_lookup_seconds_bucket{outcome="hit",le="+Inf"}'), 3);
  assert.equal(metrics.get('goldsmith_lookup_seconds_count{outcome="miss"}'), 1);
  assert.equal(metrics.get('goldsmith_http_request_seconds_count{route="/bali-zero/chat",status="200"}'), 4);
  assert.equal(metrics.get('goldsmith_http_request_seconds_count{route="/bali-zero/chat",status="400"}'), 1);
  assert.equal(metrics.get('goldsmith_http_request_seconds_count{route="none",status="404"}'), 1);
  assert.ok(metrics.get('goldsmith_http_request_seconds_sum{route="/bali-zero/chat",status="200"}')! > 0);
  const asked = { role: 'business', model: 'openai:writer' };
  const labels = `role="${asked.role}",model="${asked.model}"`;
  assert.equal(metrics.get(`goldsmith_model_calls_total{${labels},outcome="ok"}`), 1);
  assert.equal(metrics.get(`goldsmith_model_tokens_total{${labels},kind="input"}`), 100);
  assert.equal(metrics.get(`goldsmith_model_tokens_total{${labels},kind="cached_input"}`), 40);
  assert.equal(metrics.get(`goldsmith_model_tokens_total{${labels},kind="output"}`), 7);
  assert.equal(metrics.get(`goldsmith_model_calls_unpriced_total{${labels}}`), 1, 'a model of unknown price');
  assert.equal(metrics.get('goldsmith_model_call_seconds_count{role="business",outcome="ok"}'), 1);
  assert.equal(metrics.get(`goldsmith_info{version="${VERSION}"}`), 1);
  assert.equal(metrics.get('goldsmith_served_golden_answers'), 1);
  assert.equal(metrics.get('goldsmith_embedder_waiting_texts'), 0);
  assert.equal(metrics.get('goldsmith_bookkeeping_dropped_rows_total{rows="lookups"}'), 0);
  assert.ok(metrics.get('process_resident_memory_bytes')! > 1e6);
});

test('a client that goes away before its answer is counted', async () => {
  model.script({ stall: 'before-headers' });
  const before = model.requests.length;
  const asking = request(`${server.url}/bali-zero/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  asking.on('error', () => {});
  asking.end(JSON.stringify({ query: 'Which bank should I choose for a company?', user_email: 'a@example.com' }));
  await waitFor(() => model.requests.length > before, 'the model is asked');
  asking.destroy();
  await waitFor(
    async () =>
      (await readMetrics(server.url)).get(
        'goldsmith_http_request_seconds_count{route="/bali-zero/chat",status="499"}',
      ) === 1,
    'the hang-up is counted',
  );
});

test('what the database knows is told, and what nobody knows is absent', async (t) => {
  const other = await openTestApp({ savedPerHit: 0.01 });
  t.after(other.close);
  const { database } = other.app;
  await database.query(
    `INSERT INTO lookups (outcome, reason, milliseconds, created_at)
     SELECT CASE WHEN i <= 6 THEN 'hit' ELSE 'miss' END, 'similar', 1, now() - interval '5 days' FROM generate_series(1, 8) i`,
  );
  await database.query(
    `INSERT INTO nightly_worker_runs (status, execution_time_seconds, total_tokens_used, cost_usd, golden_answers_generated,
       created_at, ended_at) VALUES ('success', 10, 1000, 0.5, 3, now() - interval '2 days', now() - interval '2 days'),
       ('partial', 20, 500, NULL, 2, now(), now()), ('failed', NULL, 0, NULL, 0, now() + interval '1 second', NULL)`,
  );
  await database.query(
    `INSERT INTO model_calls (key, at, role, model, outcome, input_tokens, output_tokens, cost_usd, milliseconds)
     VALUES (gen_random_uuid(), now(), 'night', 'openai:n', 'ok', 900, 100, 0.5, 10)`,
  );
  const another = await openTestServer(other.app);
  t.after(another.close);
  const metrics = await readMetrics(another.url);
  assert.equal(metrics.get('goldsmith_database_up'), 1);
  assert.equal(metrics.get('goldsmith_served_share{window="30d"}'), 0.75);
  assert.equal(metrics.get('goldsmith_served_share{window="today"}'), undefined, 'nothing was asked today');
  assert.equal(metrics.get('goldsmith_wrong_share'), undefined, 'too few checks');
  assert.equal(metrics.get('goldsmith_saved_usd{window="30d"}'), 0.06);
  assert.equal(metrics.get('goldsmith_saved_per_hit_usd{basis="setting"}'), 0.01);
  assert.equal(metrics.get('goldsmith_nights{status="success"}'), 1);
  assert.equal(metrics.get('goldsmith_nights{status="unfinished"}'), 1);
  assert.equal(metrics.get('goldsmith_nights{status="failed"}'), undefined);
  assert.equal(metrics.get('goldsmith_last_night_status{status="partial"}'), 1);
  assert.equal(metrics.get('goldsmith_last_night_seconds'), 20);
  assert.equal(metrics.get('goldsmith_last_night_cost_usd'), undefined, 'its cost is not known');
  assert.equal(metrics.get('goldsmith_model_tokens_30d{role="night",model="openai:n"}'), 1000);
  assert.equal(metrics.get('goldsmith_spool_packs{rows="lookups"}'), 0);
});

test('the estimated wrong share comes with both ends of its interval', async (t) => {
  const other = await openTestApp();
  t.after(other.close);
  await other.app.database.query(
    `WITH hits AS (INSERT INTO lookups (outcome, reason, milliseconds)
       SELECT 'hit', 'similar', 1 FROM generate_series(1, 200) RETURNING id)
     INSERT INTO hit_checks (lookup_id, "right", model, judge_error)
     SELECT id, row_number() OVER (ORDER BY id) > 2, 'm', 0 FROM hits`,
  );
  const another = await openTestServer(other.app);
  t.after(another.close);
  const metrics = await readMetrics(another.url);
  const [low, share, high] = ['_low', '', '_high'].map((end) => metrics.get(`goldsmith_wrong_share${end}`)!);
  assert.equal(share, 0.01);
  assert.ok(low > 0 && low < share && share < high && high < 0.05, `${low} ${share} ${high}`);
  assert.equal(metrics.get('goldsmith_checked_hits'), 200);
  assert.equal(metrics.get('goldsmith_served_share{window="today"}'), 1);
});

test('many scrapes at once ask the database once', async (t) => {
  const { database } = opened.app;
  const another = await openTestServer(opened.app);
  t.after(another.close);
  const { query } = database;
  let asked = 0;
  database.query = (sql, ...rest) => {
    if (/nightly_worker_runs/.test(sql)) asked++;
    return query.call(database, sql, ...rest) as never;
  };
  t.after(() => {
    database.query = query;
  });
  await Promise.all(Array.from({ length: 20 }, () => readMetrics(another.url)));
  await readMetrics(another.url);
  assert.equal(asked, 2, 'the totals and the last night, once each');
});
