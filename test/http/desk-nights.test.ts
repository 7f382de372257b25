import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseClustering } from '../../src/nightly/night-options.ts';
import { signInAt } from '../support/desk-client.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

const READER = 'a reader token of some length';

let opened: TestApp;
let server: TestServer;
before(async () => {
  opened = await openTestApp();
  server = await openTestServer(opened.app);
});
after(async () => {
  await server.close();
  await opened.close();
});

// biome-ignore lint/suspicious/noExplicitAny: whatever JSON the server sent.
async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
  const session = (await (await fetch(`${server.url}/api/desk/session`)).json()) as { csrf_token: string };
  const response = await fetch(`${server.url}/api/desk${path}`, {
    method,
    headers: { 'x-csrf-token': session.csrf_token, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

test('before the first night there is none', async () => {
  assert.deepEqual((await ask('GET', '/nights')).body, { nights: [], next: null });
  assert.equal((await ask('GET', '/nights/1')).status, 404);
  assert.equal((await ask('POST', '/nights/1/stop')).status, 404);
  assert.equal((await ask('GET', '/nights/none')).status, 400);
});

test('no second night is started while one holds the lock, and none is written down', async () => {
  const { database } = opened.app;
  const lock = (await database.tryLock('night'))!;
  await database.query("INSERT INTO nightly_worker_runs (status) VALUES ('failed')");
  const { status, body } = await ask('POST', '/nights', {});
  assert.deepEqual([status, body.error.code], [409, 'night-runs']);
  assert.equal((await ask('GET', '/nights')).body.nights[0].status, 'running');
  await lock.release();
  const [killed] = (await ask('GET', '/nights')).body.nights;
  assert.equal(killed.status, 'stopped');
  assert.deepEqual(await database.query('SELECT * FROM desk_audit'), []);
});

test('a night that is asked to stop is written down once, with how it was', async () => {
  const { database } = opened.app;
  const lock = (await database.tryLock('night'))!;
  const [{ id }] = await database.query<{ id: number }>(
    "INSERT INTO nightly_worker_runs (status) VALUES ('failed') RETURNING id",
  );
  for (let time = 0; time < 2; time++) assert.equal((await ask('POST', `/nights/${id}/stop`)).status, 200);
  await lock.release();
  const audit = await database.query('SELECT action, subject_id, before, after FROM desk_audit');
  await database.query('DELETE FROM desk_audit');
  assert.deepEqual(audit, [
    {
      action: 'night.stop',
      subject_id: String(id),
      before: { stop_requested: false },
      after: { stop_requested: true },
    },
  ]);
});

test('of a night and a stage that still run it is told for how long they have, not for how long when they last wrote', async () => {
  const { database } = opened.app;
  const lock = (await database.tryLock('night'))!;
  const [{ run }] = await database.query<{ run: number }>(
    `INSERT INTO nightly_worker_runs (status, execution_time_seconds, created_at)
     VALUES ('failed', 0, now() - interval '90 seconds') RETURNING id AS run`,
  );
  await database.query(
    `INSERT INTO night_stages (run_id, stage, status, started_at, seconds) VALUES
       ($1, 'read', 'success', now() - interval '80 seconds', 3), ($1, 'embed', 'running', now() - interval '70 seconds', 0)`,
    [run],
  );
  const { night, stages } = (await ask('GET', `/nights/${run}`)).body;
  assert.ok(night.execution_time_seconds >= 90);
  assert.equal(stages[0].seconds, 3);
  assert.ok(stages[1].seconds >= 70);
  await lock.release();
  const over = (await ask('GET', `/nights/${run}`)).body;
  assert.deepEqual([over.night.execution_time_seconds, over.stages[1].seconds], [0, 0], 'its process has gone');
  await database.query('DELETE FROM night_stages WHERE run_id = $1', [run]);
  await database.query('DELETE FROM nightly_worker_runs WHERE id = $1', [run]);
});

test('what is over cannot be stopped', async () => {
  const { database, nightly } = opened.app;
  const night = { days: 7, until: new Date(), maxGolden: 5, clustering: parseClustering('linkage') };
  await nightly.run({ ...night, regenerateCultural: false, dryRun: false });
  assert.equal((await ask('POST', `/nights/${await newest()}/stop`)).status, 404);
  assert.deepEqual(await database.query('SELECT * FROM desk_audit'), []);
});

test('the newest night comes as events', async () => {
  const response = await fetch(`${server.url}/api/desk/nights/live`, { signal: AbortSignal.timeout(20_000) });
  assert.match(response.headers.get('content-type')!, /text\/event-stream/);
  const events = response.body!.getReader();
  const { value } = await events.read();
  const told = JSON.parse(new TextDecoder().decode(value).slice('data: '.length));
  assert.equal(told.night.run, await newest());
  assert.ok(Array.isArray(told.stages));
  // Not by a signal: fetch forgets it with its request when memory is cleared.
  await events.cancel();
});

test('who signs out is told no more', async () => {
  const { app } = opened;
  const other = await openTestServer({ ...app, config: { ...app.config, desk: { readerToken: READER } } });
  const { headers, ask: askAs } = await signInAt(other.url, READER, 'Made');
  const response = await fetch(`${other.url}/api/desk/nights/live`, { headers, signal: AbortSignal.timeout(20_000) });
  const events = response.body!.getReader();
  assert.equal((await events.read()).done, false);
  assert.equal((await askAs('DELETE', '/session')).status, 200);
  while (!(await events.read()).done);
  await other.close();
});

test('a reader neither starts nor stops a night', async () => {
  const { app } = opened;
  const other = await openTestServer({ ...app, config: { ...app.config, desk: { readerToken: READER } } });
  const signedIn = await fetch(`${other.url}/api/desk/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: READER, name: 'Made' }),
  });
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0];
  const { csrf_token } = (await signedIn.json()) as { csrf_token: string };
  const headers = { cookie, 'x-csrf-token': csrf_token, 'content-type': 'application/json' };
  for (const path of ['/nights', '/nights/1/stop']) {
    const response = await fetch(`${other.url}/api/desk${path}`, { method: 'POST', headers, body: '{}' });
    const { error } = (await response.json()) as { error: { code: string } };
    assert.deepEqual([response.status, error.code], [403, 'not-allowed'], path);
  }
  assert.equal((await fetch(`${other.url}/api/desk/nights`, { headers: { cookie } })).status, 200);
  await other.close();
});

async function newest(): Promise<number> {
  const [{ run }] = await opened.app.database.query<{ run: number }>('SELECT max(id) AS run FROM nightly_worker_runs');
  return run;
}
