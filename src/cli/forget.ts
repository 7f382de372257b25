import { setTimeout as delay } from 'node:timers/promises';
import { forgetUserData } from '../conversations/user-data.ts';
import { eraseFromAudit } from '../desk/erase-from-audit.ts';
import type { CommonOptions } from './run-settings.ts';
import { withDatabase } from './with-database.ts';

/** A server that runs writes what was said a second later, milliseconds. */
const WRITTEN_AFTER_MS = 2_000;

/** `goldsmith forget USER`: erases what is kept of a user. */
export async function forget(userId: string, options: CommonOptions): Promise<void> {
  await withDatabase(options, { migrated: true }, async ({ database, terminal }) => {
    await delay(WRITTEN_AFTER_MS);
    const forgotten = await forgetUserData(database, userId, eraseFromAudit);
    const { conversations, phrasings, keptQuestions } = forgotten;
    const isKnown = conversations + phrasings + keptQuestions > 0;
    terminal.result(
      forgotten,
      isKnown
        ? `Erased ${conversations} conversations, ${phrasings} wordings that only this user had used, and ${keptQuestions} kept questions.`
        : `Nothing is kept of a user "${userId}".`,
    );
  });
}
