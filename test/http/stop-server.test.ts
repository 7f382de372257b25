import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import pino from 'pino';
import { createServer, listen } from '../../src/http/create-server.ts';
import { stopServer } from '../../src/http/stop-server.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

/** Longer than the tests may take: who waits for the grace to pass fails. */
const GRACE_MS = 60_000;

let opened: TestApp;
before(async () => {
  opened = await openTestApp();
});
after(() => opened.close());

for (const [who, says] of [
  ['a browser that has opened a connection ahead, and said nothing', ''],
  ['a client that keeps its connection after its answer', 'GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n'],
]) {
  test(`a server that stops does not wait for ${who}`, { timeout: 20_000 }, async () => {
    const warnings: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line) => warnings.push(line) });
    const server = createServer(opened.app);
    const url = new URL(await listen(server, '127.0.0.1', 0));
    const accepted = once(server.server, 'connection');
    const client = connect(Number(url.port), url.hostname);
    await Promise.all([once(client, 'connect'), accepted]);
    if (says) {
      client.write(says);
      await once(client, 'data');
    }
    const closed = once(client, 'close');
    await stopServer(server, GRACE_MS, log);
    client.resume();
    await closed;
    assert.deepEqual(warnings, []);
  });
}
