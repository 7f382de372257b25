import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgresModule } from '../../src/database/embedded/postgres-module.ts';

test("PostgreSQL's WebAssembly is compiled once in a process, whoever asks and when", async () => {
  const [first, second] = await Promise.all([postgresModule(), postgresModule()]);
  assert.ok(first instanceof WebAssembly.Module);
  assert.equal(second, first);
  assert.equal(await postgresModule(), first);
});
