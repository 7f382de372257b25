import { migrate } from '../database/migrate.ts';
import type { CommonOptions } from './run-settings.ts';
import { withDatabase } from './with-database.ts';

/** `goldsmith migrate`: runs the migrations that are due. */
export async function migrateCommand(options: CommonOptions): Promise<void> {
  await withDatabase(options, { migrated: false }, async ({ database, terminal }) => {
    const report = await migrate(database);
    const { applied, already } = report;
    terminal.result(
      report,
      applied.length > 0
        ? `Applied: ${applied.join(', ')}`
        : `Nothing to do; ${already.length} migrations are applied.`,
    );
  });
}
