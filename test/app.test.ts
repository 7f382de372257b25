import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { createAppAt } from './support/test-app.ts';
import { openTestDatabase } from './support/test-database.ts';

test('an app that starts warns of settings that there are not, by their names', async () => {
  const { location, close } = await openTestDatabase();
  const warnings: { names: string[]; msg: string }[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => warnings.push(JSON.parse(line)) });
  const app = await createAppAt(location, { unknown: ['GOLDSMITH_MAXWRONG'] }, log);
  await app.close();
  await close();
  assert.deepEqual(
    warnings.map(({ names, msg }) => [names, /README/.test(msg)]),
    [[['GOLDSMITH_MAXWRONG'], true]],
  );
});
