import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newAnswer } from '../support/golden-case.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let opened: TestApp;
let server: TestServer;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.85' });
  const { golden } = opened.app;
  await golden.saveGoldenAnswer(newAnswer());
  await golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  server = await openTestServer(opened.app);
});
after(async () => {
  await server.close();
  await opened.close();
});

test('a client marks the answer it got, and nobody gets it for that question again', async () => {
  const hit = await server.chat('What is a KITAS?');
  assert.equal(hit.headers.get('x-goldsmith'), 'hit');
  for (let times = 0; times < 2; times++) {
    const marked = await server.markWrong(hit.body.lookup_id);
    assert.deepEqual([marked.status, marked.body], [200, { success: true, never_again: true }]);
  }
  const again = await server.chat('what is a kitas');
  assert.deepEqual(
    [again.status, again.headers.get('x-goldsmith'), again.headers.get('x-goldsmith-reason')],
    [200, 'miss', 'marked-wrong'],
  );
  assert.notEqual(again.body.response, newAnswer().answer);
});

test('a client that names the type of a body it does not send may mark, too', async () => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${server.url}/lookups/11111111-1111-4111-8111-111111111111/wrong`, init);
  assert.equal(response.status, 404);
  assert.equal((await server.post('')).status, 400, 'where a body is needed it is asked for');
});

test('the lookup of an answer that was no hit cannot be marked', async () => {
  const { body } = await server.chat('Which football club won in 1987?');
  const { status, body: refused } = await server.markWrong(body.lookup_id);
  assert.deepEqual([status, refused.success, refused.error.code], [404, false, 'not-found']);
  assert.match(refused.error.message, /was a miss/);
});

test('an unknown key is not found; what is no key at all is bad input', async () => {
  const unknown = await server.markWrong('11111111-1111-4111-8111-111111111111');
  assert.deepEqual([unknown.status, unknown.body.error.code], [404, 'not-found']);
  for (const key of ['nonsense', '1', "'; DROP TABLE lookups"]) {
    const { status, body } = await server.markWrong(encodeURIComponent(key));
    assert.deepEqual([status, body.error.code], [400, 'bad-input'], key);
    assert.match(body.error.message, /lookup_id/);
  }
});

test('health counts the marks', async () => {
  await opened.app.golden.close();
  const { body } = await server.get('/health');
  assert.equal(body.served.marked_wrong, 1);
  assert.equal(body.served.wrong_share.estimate, null);
  assert.match(body.served.wrong_share.says, /not enough evidence yet/);
  assert.ok(body.served.wrong_share.at_least > 0 && body.served.share_24_hours > 0);
});
