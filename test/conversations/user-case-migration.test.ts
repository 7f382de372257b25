import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { forgetUserData } from '../../src/conversations/user-data.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { freshDataFolder } from '../support/data-folder.ts';
import { migrationFolder } from '../support/migration-folder.ts';
import { SILENT } from '../support/model-case.ts';

const SHIPPED = new URL('../../db/migrations/', import.meta.url);

test('users of before, in whatever case their addresses were, are found and forgotten', async (t) => {
  const folder = await freshDataFolder('unmigrated');
  const database = openDatabase({ dataFolder: folder.path }, SILENT);
  t.after(async () => {
    await database.close();
    await folder.remove();
  });
  const before = readdirSync(SHIPPED).filter((name) => name.endsWith('.sql') && name < '021');
  const files = before.map((name) => [name, readFileSync(new URL(name, SHIPPED), 'utf8')]);
  await migrate(database, await migrationFolder(t, Object.fromEntries(files)));
  const users = ['Anna@Example.com', 'anna@example.com', 'ANNA@example.com', 'Ben'];
  for (const user of users)
    await database.query(
      `INSERT INTO conversations (user_id, messages) VALUES ($1, '[{"role": "user", "content": "x"}]')`,
      [user],
    );
  await database.query(`INSERT INTO clusters (id, canonical_question, asked, users) VALUES (1, 'x', 0, 0)`);
  const [{ id }] = await database.query<{ id: number }>(
    `INSERT INTO phrasings (normalised, text, embedding, embedding_model, cluster_id) VALUES ('x', 'x', '', 'test', 1) RETURNING id`,
  );
  for (const user of users)
    await database.query(
      `INSERT INTO query_clusters (cluster_id, query_text, similarity_score, user_id, phrasing_id) VALUES (1, 'x', 1, $1, $2)`,
      [user, id],
    );

  await migrate(database);
  const named = (table: string) => database.query(`SELECT DISTINCT user_id FROM ${table} ORDER BY user_id`);
  for (const table of ['conversations', 'query_clusters'])
    assert.deepEqual(await named(table), [{ user_id: 'Ben' }, { user_id: 'anna@example.com' }], table);
  assert.equal((await forgetUserData(database, 'Anna@Example.com')).conversations, 3);
  assert.deepEqual(await named('conversations'), [{ user_id: 'Ben' }]);
  assert.deepEqual(await named('query_clusters'), [{ user_id: 'Ben' }]);
});
