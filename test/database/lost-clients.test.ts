import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import type { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import { serveClients } from '../../src/database/embedded/serve-clients.ts';

/** How long each message takes at least, so that a client can be gone in the middle of it. */
const SLOWED_MS = 10;

let postgres: PGlite;
let server: PGLiteSocketServer;
let other: pg.Client;

before(async () => {
  postgres = await PGlite.create();
  const exec = postgres.execProtocolRawStream.bind(postgres);
  postgres.execProtocolRawStream = async (message, options) => {
    await sleep(SLOWED_MS);
    await exec(message, options);
  };
  server = await serveClients(postgres, { host: '127.0.0.1', port: 0 }, () => assert.fail('PGlite has failed'));
  other = await connect();
});

after(async () => {
  await other?.end();
  await server?.stop();
  await postgres?.close();
});

async function connect(): Promise<pg.Client> {
  const port = Number(server.getServerConn().split(':').at(-1));
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Asks something and is gone some milliseconds later, as a process that is killed. */
async function loseClient(ask: (client: pg.Client) => Promise<unknown>, afterMs: number): Promise<void> {
  const client = await connect();
  const answered = ask(client).catch(() => undefined);
  await sleep(afterMs);
  const { stream } = (client as unknown as { connection: { stream: import('node:net').Socket } }).connection;
  stream.destroy();
  await once(stream, 'close');
  await answered;
}

const LAST_WORDS: Record<string, (client: pg.Client) => Promise<unknown>> = {
  'beginning a transaction': (client) => client.query('BEGIN'),
  'in a transaction': async (client) => {
    await client.query('BEGIN');
    await client.query('CREATE TABLE never_kept (a int)');
  },
  'in a statement of several messages': (client) => client.query('SELECT $1::text', ['x'.repeat(100_000)]),
};

for (const [when, ask] of Object.entries(LAST_WORDS)) {
  test(`a client lost ${when} holds up nobody else, and leaves nothing`, { timeout: 60_000 }, async () => {
    for (const afterMs of [1, 5, 10, 15, 20, 30, 50]) {
      const asked = other.query('SELECT $1::int AS n', [afterMs]);
      await loseClient(ask, afterMs);
      assert.deepEqual((await asked).rows, [{ n: afterMs }]);
      const { rows } = await other.query("SELECT to_regclass('never_kept') AS kept");
      assert.deepEqual(rows, [{ kept: null }]);
    }
  });
}
