import { exportUser } from '../conversations/user-data.ts';
import type { CommonOptions } from './run-settings.ts';
import { withDatabase } from './with-database.ts';

/** `goldsmith export user USER`: all that is kept of a user, as JSON. */
export async function exportUserCommand(userId: string, options: CommonOptions): Promise<void> {
  await withDatabase(options, { migrated: true }, async ({ database, terminal }) => {
    const data = await exportUser(database, userId);
    terminal.result(data, JSON.stringify(data, null, 2));
  });
}
