import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { createLog } from '../../src/log.ts';
import { type DataFolder, freshDataFolder } from '../support/data-folder.ts';
import { DatabaseProcess, type Statement } from '../support/database-process.ts';

const log = createLog('silent');
const guard = { timeout: 60_000 };

/** A folder, and processes on it that are gone when the test is. */
async function scene(t: TestContext): Promise<{ folder: DataFolder; start: () => DatabaseProcess }> {
  const folder = await freshDataFolder();
  const processes: DatabaseProcess[] = [];
  t.after(async () => {
    await Promise.all(processes.map((process) => process.kill()));
    await folder.remove();
  });
  const start = () => {
    const process = new DatabaseProcess({ dataFolder: folder.path });
    processes.push(process);
    return process;
  };
  return { folder, start };
}

const ask = (user: string): Statement => ["INSERT INTO conversations (user_id, messages) VALUES ($1, '[]')", [user]];
const askers = async (who: { query(sql: string): Promise<unknown[]> }) =>
  ((await who.query('SELECT user_id FROM conversations ORDER BY id')) as { user_id: string }[]).map(
    (row) => row.user_id,
  );

test('a second process joins the server of the first, and each sees what the other wrote', guard, async (t) => {
  const { start } = await scene(t);
  const [first, second] = [start(), start()];
  await first.query(...ask('first'));
  await second.query(...ask('second'));
  assert.deepEqual(await askers(first), ['first', 'second']);
  assert.deepEqual(await askers(second), ['first', 'second']);
  assert.equal(await first.describe(), await second.describe());
});

test('three processes that start at the same moment on one folder all work', guard, async (t) => {
  const { start } = await scene(t);
  const processes = [start(), start(), start()];
  await Promise.all(processes.map((process, i) => process.query(...ask(`process ${i}`))));
  assert.deepEqual((await askers(processes[0]!)).sort(), ['process 0', 'process 1', 'process 2']);
});

test('two handles in one process share one server', guard, async (t) => {
  const { folder } = await scene(t);
  const handles = [
    openDatabase({ dataFolder: folder.path }, log),
    openDatabase({ dataFolder: folder.path }, log),
  ] as const;
  t.after(() => Promise.all(handles.map((handle) => handle.close())));
  await handles[0].query(...ask('one'));
  assert.deepEqual(await askers(handles[1]), ['one']);
  await handles[0].close();
  assert.deepEqual(await askers(handles[1]), ['one']);
});

test('a process that has closed its database ends by itself', guard, async (t) => {
  const { start } = await scene(t);
  const [host, guest] = [start(), start()];
  await host.query('SELECT 1');
  await guest.query('SELECT 1');
  assert.equal(await guest.close(), 0);
  assert.equal(await host.close(), 0);
});

test(
  'after the process that ran the server is killed, the next one opens the folder and has what was committed',
  guard,
  async (t) => {
    const { start } = await scene(t);
    const killed = start();
    for (let i = 0; i < 50; i++) await killed.query(...ask(`user ${i}`));
    await killed.begin();
    await killed.query(...ask('not committed'));
    await killed.kill();
    const next = start();
    const expected = Array.from({ length: 50 }, (_, i) => `user ${i}`);
    assert.deepEqual(await askers(next), expected);
    await next.query(...ask('after'));
    assert.equal(await next.close(), 0);
    assert.deepEqual(await askers(start()), [...expected, 'after']);
  },
);

test('a process killed while it starts leaves no lock behind', guard, async (t) => {
  const { start } = await scene(t);
  for (const _ of [1, 2]) {
    const killed = start();
    killed.query('SELECT 1').catch(() => undefined);
    // Any moment of the start will do: which one does not matter to what must hold.
    await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 600));
    await killed.kill();
  }
  assert.deepEqual(await start().query('SELECT 1 AS one'), [{ one: 1 }]);
});

for (const how of ['close', 'kill'] as const) {
  test(`a process takes over when the one that ran the server ends by ${how}`, guard, async (t) => {
    const { start } = await scene(t);
    const [host, guest] = [start(), start()];
    await host.query(...ask('host'));
    await guest.query(...ask('guest'));
    await host[how]();
    assert.deepEqual(await askers(guest), ['host', 'guest']);
    // What it took over it holds: another one joins it.
    const third = start();
    await third.query(...ask('third'));
    assert.deepEqual(await askers(guest), ['host', 'guest', 'third']);
    assert.equal(await guest.describe(), await third.describe());
  });

  test(`many queries at once find the new server when the one that ran it ends by ${how}`, guard, async (t) => {
    const { start } = await scene(t);
    const [host, guest] = [start(), start()];
    await host.query('SELECT 1');
    await guest.storm(Array.from({ length: 30 }, (_, i) => ['SELECT $1::int AS n', [i]]));
    await host[how]();
    const rows = await guest.storm(Array.from({ length: 30 }, (_, i) => ['SELECT $1::int AS n', [i]]));
    assert.deepEqual(
      rows,
      Array.from({ length: 30 }, (_, i) => [{ n: i }]),
    );
    const third = start();
    assert.deepEqual(await third.query('SELECT 1 AS one'), [{ one: 1 }]);
    assert.equal(await guest.describe(), await third.describe());
    assert.equal(await third.close(), 0);
    assert.equal(await guest.close(), 0);
  });
}

test('a guest that is killed inside a transaction leaves nothing of it, and blocks nobody', guard, async (t) => {
  const { start } = await scene(t);
  const [host, guest] = [start(), start()];
  await host.query('SELECT 1');
  await guest.begin();
  await guest.query(...ask('half done'));
  const waiting = askers(host);
  await guest.kill();
  assert.deepEqual(await waiting, []);
});

test(
  'the server ends while a guest is inside a transaction: the guest is told, and can do it again',
  guard,
  async (t) => {
    const { start } = await scene(t);
    const [host, guest] = [start(), start()];
    await host.query('SELECT 1');
    await guest.begin();
    await guest.query(...ask('cut off'));
    assert.equal(await host.close(), 0);
    await assert.rejects(guest.commit(), { code: 'database-unavailable', retryable: true });
    assert.deepEqual(await askers(guest), []);
  },
);

test('a query of the host waits for a transaction of a guest, however long', guard, async (t) => {
  const { folder, start } = await scene(t);
  const host: Database = openDatabase({ dataFolder: folder.path }, log);
  t.after(() => host.close());
  await host.query('SELECT 1');
  const guest = start();
  await guest.begin();
  await guest.query(...ask('guest'));
  const queries = Array.from({ length: 12 }, (_, i) => host.query(...ask(`host ${i}`)));
  const settled = Promise.allSettled(queries);
  // Longer than twice the time that a pool waits for a connection.
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  await guest.commit();
  const failures = (await settled).flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  assert.deepEqual(failures, []);
  assert.equal((await askers(host)).length, 13);
});
