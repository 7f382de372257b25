import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VERSION } from '../../src/config.ts';
import { newAnswer } from '../support/golden-case.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

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

test('an empty system is healthy and says what is not there yet', async () => {
  const { status, body } = await server.get('/health');
  assert.equal(status, 200);
  assert.deepEqual(body, {
    status: 'healthy',
    service: 'goldsmith',
    version: VERSION,
    mode: 'full',
    available_services: ['postgresql', 'golden-answers', opened.app.embedder.id, 'offline'],
    memory: { postgresql: true, vector_db: false },
    migrations: { state: 'done' },
    golden_answers: 0,
    served: {
      share_24_hours: null,
      share_30_days: null,
      marked_wrong: 0,
      wrong_share: {
        estimate: null,
        interval: null,
        at_least: null,
        checked: 0,
        says: 'not enough evidence yet (0 of 100 checks)',
      },
    },
  });
});

test('knowledge and golden answers show as soon as they are there', async () => {
  await using folder = await makeTempFolder({ 'a.md': '# Tax\n\nThe rate is 22%.' });
  await opened.app.knowledge.ingest(folder.path);
  await opened.app.golden.saveGoldenAnswer(newAnswer());
  await opened.app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?' }]);
  await opened.app.golden.refresh();
  const { body } = await server.get('/health');
  assert.deepEqual([body.memory, body.golden_answers], [{ postgresql: true, vector_db: true }, 1]);
  assert.ok(body.available_services.includes('knowledge'));
});

test('a schema that is gone is not reported as healthy', async () => {
  await opened.app.database.query('ALTER TABLE knowledge_chunks RENAME TO elsewhere');
  const { body } = await server
    .get('/health')
    .finally(() => opened.app.database.query('ALTER TABLE elsewhere RENAME TO knowledge_chunks'));
  assert.notEqual(body.status, 'healthy');
  assert.equal(body.memory.postgresql, true, 'the database itself answers');
});

test('a Chroma server that is away shows, for it is what is searched', async (t) => {
  const other = await openTestApp({ chroma: { url: 'http://127.0.0.1:9', collection: 'pages' } });
  t.after(other.close);
  const behind = await openTestServer(other.app);
  t.after(behind.close);
  const { body } = await behind.get('/health');
  assert.deepEqual([body.status, body.memory], ['degraded', { postgresql: true, vector_db: false }]);
});
