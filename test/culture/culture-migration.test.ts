import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { CulturalRagService } from '../../src/culture/cultural-rag-service.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { freshDataFolder } from '../support/data-folder.ts';
import { migrationFolder } from '../support/migration-folder.ts';
import { SILENT } from '../support/model-case.ts';

const SHIPPED = new URL('../../db/migrations/', import.meta.url);
const names = readdirSync(SHIPPED)
  .filter((name) => name.endsWith('.sql'))
  .sort();

/** The shipped files but for some. */
function shippedWithout(t: TestContext, isLeftOut: (name: string) => boolean): Promise<URL> {
  const kept = names.filter((name) => !isLeftOut(name));
  return migrationFolder(
    t,
    Object.fromEntries(kept.map((name) => [name, readFileSync(new URL(name, SHIPPED), 'utf8')])),
  );
}

for (const [state, isLeftOut] of [
  ['an empty database', () => true],
  ['a database that was at 010', (name: string) => name >= '011'],
  ['a database that had 012 and not yet 011', (name: string) => name.startsWith('011') || name >= '020'],
] as const) {
  test(`${state} gets the whole library, and a chunk that was used keeps its count`, async (t) => {
    const folder = await freshDataFolder('unmigrated');
    const database = openDatabase({ dataFolder: folder.path }, SILENT);
    t.after(async () => {
      await database.close();
      await folder.remove();
    });
    const culture = new CulturalRagService(database);
    const { applied } = await migrate(database, await shippedWithout(t, isLeftOut));
    if (applied.length > 0) await culture.trackUsage(1);
    assert.deepEqual((await migrate(database)).applied, names.filter(isLeftOut));
    const chunks = await culture.all();
    assert.equal(chunks.length, 20);
    assert.deepEqual(chunks[0].intents, ['greeting']);
    const opening = chunks.filter(({ stages }) => stages.includes('opening')).map(({ topic }) => topic);
    assert.deepEqual(opening.sort(), ['greetings', 'greetings', 'relationship_capital', 'relationship_capital']);
    const [used] = await database.query(
      "SELECT metadata->>'usage_count' AS count FROM cultural_knowledge WHERE id = 1",
    );
    assert.deepEqual(used, { count: applied.length > 0 ? '1' : '0' });
  });
}
