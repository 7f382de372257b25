import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { databaseEnv, RunningCommand } from '../support/run-command.ts';
import { StoppablePostgres } from '../support/stoppable-postgres.ts';
import { waitFor } from '../support/wait-for.ts';

let postgres: StoppablePostgres;
let server: RunningCommand;
before(async () => {
  postgres = await StoppablePostgres.open();
  server = new RunningCommand(['serve'], {
    env: { ...databaseEnv(postgres.location), GOLDSMITH_PORT: '0', GOLDSMITH_REFRESH_MS: '100' },
  });
});
after(async () => {
  await server.kill();
  await postgres.close();
});

test('serve outlives a database that is stopped again and again while questions come in', async () => {
  const url = await server.listening();
  const ask = async (query: string) => {
    const body = JSON.stringify({ query, user_email: 'anna@example.com' });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/bali-zero/chat`, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(20_000),
    });
    return response.status;
  };
  const postgresql = async () => {
    const response = await fetch(`${url}/health`);
    return ((await response.json()) as { memory: { postgresql: boolean } }).memory.postgresql;
  };
  for (let round = 0; round < 3; round++) {
    const asked = Array.from({ length: 10 }, (_, i) => ask(`How is bicycle number ${i} painted in round ${round}?`));
    await postgres.stop();
    assert.deepEqual(await Promise.all(asked), Array(10).fill(200));
    assert.equal(await postgresql(), false);
    assert.equal(await ask('What is a KITAS?'), 200);
    await postgres.start();
    await waitFor(postgresql, 'the database is seen again');
  }
  assert.equal(server.process.exitCode, null, server.stderr);
  assert.equal((await server.stop('SIGINT')).code, 0, server.stderr);
});
