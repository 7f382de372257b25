import { migrate } from '../database/migrate.ts';
import { type CommonOptions, withApp } from './command-context.ts';

/** `goldsmith migrate`: runs the migrations that are due. */
export async function migrateCommand(options: CommonOptions): Promise<void> {
  await withApp(options, { migrated: false }, async ({ app, terminal }) => {
    const report = await migrate(app.database);
    const { applied, already } = report;
    terminal.result(
      report,
      applied.length > 0
        ? `Applied: ${applied.join(', ')}`
        : `Nothing to do; ${already.length} migrations are applied.`,
    );
  });
}
