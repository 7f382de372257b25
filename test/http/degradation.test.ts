import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { App } from '../../src/app.ts';
import { newAnswer } from '../support/golden-case.ts';
import { forgetNights } from '../support/night-case.ts';
import { readMetrics } from '../support/read-metrics.ts';
import { StoppablePostgres } from '../support/stoppable-postgres.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { createAppAt } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';
import { waitFor } from '../support/wait-for.ts';

let postgres: StoppablePostgres;
let app: App;
let server: TestServer | undefined;
let folder: TempFolder;
before(async () => {
  postgres = await StoppablePostgres.open();
  folder = await makeTempFolder({ 'en/tax.md': '# Tax\n\nCompanies pay 22% on their profit.' });
});
after(async () => {
  await postgres.close();
  await folder.remove();
});
beforeEach(async () => {
  await postgres.start();
  app = await createAppAt(postgres.location, { rule: 'fixed:0.85', refreshMs: 100 });
  await forgetNights(app.database);
  await app.knowledge.ingest(folder.path);
  await app.golden.saveGoldenAnswer(newAnswer());
  await app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await app.close();
});

const health = async () => (await server!.get('/health')).body;
const TAX = 'How much do companies pay on their profit?';

test('with the database stopped mid-run, hits and chat go on, and all comes back by itself', async () => {
  server = await openTestServer(app);
  assert.equal((await server.chat('What is a KITAS?')).body.ai_used, 'cache');
  assert.deepEqual((await health()).memory, { postgresql: true, vector_db: true });

  await postgres.stop();
  const hit = await server.chat('What is a KITAS?');
  assert.deepEqual([hit.status, hit.body.ai_used, hit.body.response], [200, 'cache', newAnswer().answer]);
  const miss = await server.chat(TAX);
  assert.deepEqual([miss.status, miss.body.success, miss.body.sources], [200, true, []]);
  assert.ok(miss.body.response.length > 20);
  assert.equal((await server.chat('hello')).status, 200);
  const down = await health();
  assert.deepEqual(
    [down.status, down.mode, down.memory, down.golden_answers, down.served],
    ['degraded', 'cache-only', { postgresql: false, vector_db: false }, 1, null],
  );
  assert.ok(!down.available_services.includes('postgresql') && !down.available_services.includes('knowledge'));

  await postgres.start();
  await waitFor(async () => (await health()).memory.postgresql === true, 'health sees the database again');
  const back = await server.chat(TAX);
  assert.deepEqual(
    [back.body.response, back.body.sources[0]?.path],
    ['Companies pay 22% on their profit.', 'en/tax.md'],
  );
  await app.golden.saveGoldenAnswer(newAnswer({ answer: 'Written after the database came back.' }));
  await waitFor(
    async () => (await server!.chat('What is a KITAS?')).body.response.includes('came back'),
    'newer answers are served',
  );
  assert.equal((await health()).status, 'healthy');
});

test('metrics tell what the process knows while the database is away, and the rest when it is back', async () => {
  server = await openTestServer(app);
  await postgres.stop();
  await server.chat('What is a KITAS?');
  const away = await readMetrics(server.url);
  assert.equal(away.get('goldsmith_database_up'), 0);
  assert.equal(away.get('goldsmith_lookups_total{outcome="hit",reason="same-words"}'), 1);
  assert.equal(away.get('goldsmith_served_golden_answers'), 1);
  assert.equal(away.get('goldsmith_bookkeeping_pending_rows{rows="lookups"}'), 1);
  assert.equal(away.get('goldsmith_golden_answers{state="good"}'), undefined);
  await postgres.start();
  await waitFor(async () => {
    const back = await readMetrics(server!.url);
    return back.get('goldsmith_database_up') === 1 && back.get('goldsmith_golden_answers{state="good"}') === 1;
  }, 'the database is seen again');
});

test('lookups decided while the database was away are recorded when it is back', async () => {
  server = await openTestServer(app);
  await postgres.stop();
  for (let i = 0; i < 5; i++) await server.chat('What is a KITAS?');
  await postgres.start();
  const hits = async () =>
    (await app.database.query<{ n: number }>("SELECT count(*)::int AS n FROM lookups WHERE outcome = 'hit'"))[0].n;
  await waitFor(async () => (await hits().catch(() => 0)) === 5, 'the five hits are recorded');
});

test('a mark that cannot be written is told as such, and works when the database is back', async () => {
  server = await openTestServer(app);
  const { body } = await server.chat('What is a KITAS?');
  await postgres.stop();
  const refused = await server.markWrong(body.lookup_id);
  assert.deepEqual(
    [refused.status, refused.body.success, refused.body.error.code],
    [503, false, 'database-unavailable'],
  );
  assert.equal((await server.chat('What is a KITAS?')).headers.get('x-goldsmith'), 'hit', 'nothing was marked');

  await postgres.start();
  await waitFor(async () => (await server!.markWrong(body.lookup_id)).status === 200, 'the mark is taken');
  assert.equal((await server.chat('What is a KITAS?')).headers.get('x-goldsmith-reason'), 'marked-wrong');
});

test('a server that starts with the database down answers, and serves hits once it is up', async () => {
  await app.close();
  await postgres.stop();
  app = await createAppAt(postgres.location, { rule: 'fixed:0.85', refreshMs: 100 });
  server = await openTestServer(app);
  const asked = await server.chat('What is a KITAS?');
  assert.deepEqual(
    [asked.status, asked.body.success, asked.headers.get('x-goldsmith-reason')],
    [200, true, 'not-ready'],
  );
  const down = await health();
  assert.deepEqual(
    [down.status, down.mode, down.migrations.state, down.golden_answers],
    ['degraded', 'model-only', 'pending', null],
  );

  await postgres.start();
  await waitFor(
    async () => (await server!.chat('What is a KITAS?')).body.ai_used === 'cache',
    'hits come by themselves',
  );
  await waitFor(async () => (await health()).status === 'healthy', 'migrations are done and all is well');
});

test('questions that come in just as the database goes are all answered', async () => {
  server = await openTestServer(app);
  const asked = Array.from({ length: 20 }, (_, i) => server!.chat(i % 2 === 0 ? 'What is a KITAS?' : TAX));
  await postgres.stop();
  for (const { status, body } of await Promise.all(asked)) assert.deepEqual([status, body.success], [200, true]);
});

test('closing with the database down ends in good order', async () => {
  server = await openTestServer(app);
  await server.chat('What is a KITAS?');
  await postgres.stop();
  await server.close();
  server = undefined;
  await app.close();
});
