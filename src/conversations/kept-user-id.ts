import { createHash } from 'node:crypto';
import { storableText } from '../database/storable-text.ts';

/** The longest name of a user that is kept as it is, characters: an index holds no longer ones. */
const LONGEST = 320;

/** A user's name as it stands in the log: a longer one by its hash, so that it is still one and the same user. */
export function keptUserId(userId: string): string {
  const text = storableText(userId);
  return text.length <= LONGEST ? text : `long-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
