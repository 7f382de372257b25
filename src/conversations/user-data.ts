import type { Database } from '../database/database.ts';
import { type EraseWords, type ForgottenLearning, forgetUser } from '../golden/forget-user.ts';
import { lookupSpool } from '../golden/lookup-recorder.ts';
import { ConversationService, type SavedConversation } from './conversation-service.ts';
import { rememberErasure } from './erasures.ts';
import { exchangeSpool } from './exchange.ts';
import { keptUserId } from './kept-user-id.ts';
import { questionsIn } from './messages.ts';

/** All that is kept of a user. */
export interface UserData {
  userId: string;
  conversations: SavedConversation[];
}

/** What was erased. */
export interface ForgottenUser extends ForgottenLearning {
  conversations: number;
}

/** All that is kept of a user, oldest first; empty for one that nobody knows. */
export async function exportUser(database: Database, userId: string): Promise<UserData> {
  return { userId, conversations: await new ConversationService(database).ofUser(userId) };
}

/**
 * Erases a user: his conversations, with the questions that are being answered, and what was learned from his words alone. All
 * of it or, when something fails, nothing.
 * Answers and wordings that other users share stay.
 * @param eraseElsewhere see {@link forgetUser}.
 */
export async function forgetUserData(
  database: Database,
  userId: string,
  eraseElsewhere?: EraseWords,
): Promise<ForgottenUser> {
  await exchangeSpool(database).enterAll();
  await lookupSpool(database).enterAll();
  const kept = keptUserId(userId);
  return database.transaction(async (tx) => {
    // What is being written is waited for and then erased; what comes later finds that the user was forgotten.
    await tx.query('LOCK TABLE conversations IN SHARE ROW EXCLUSIVE MODE');
    await rememberErasure(tx, kept);
    const erased = await tx.query<{ messages: unknown }>(
      'DELETE FROM conversations WHERE user_id = $1 RETURNING messages',
      [kept],
    );
    const questions = erased.flatMap(({ messages }) => questionsIn(messages));
    return { conversations: erased.length, ...(await forgetUser(tx, kept, questions, eraseElsewhere)) };
  });
}
