import { forgetUserData } from '../conversations/user-data.ts';
import type { CommonOptions } from './run-settings.ts';
import { withDatabase } from './with-database.ts';

/** `goldsmith forget USER`: erases what is kept of a user. */
export async function forget(userId: string, options: CommonOptions): Promise<void> {
  await withDatabase(options, { migrated: true }, async ({ database, terminal }) => {
    const forgotten = await forgetUserData(database, userId);
    const { conversations, phrasings, keptQuestions } = forgotten;
    terminal.result(
      forgotten,
      `Erased ${conversations} conversations, ${phrasings} wordings that only this user had used, and ${keptQuestions} kept questions.`,
    );
  });
}
