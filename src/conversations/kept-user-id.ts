import { createHash } from 'node:crypto';
import { storableText } from '../database/storable-text.ts';

/** The longest name of a user that is kept as it is, characters: an index holds no longer ones. */
const LONGEST = 320;

/**
 * A user's name as it stands in the log: an e-mail address in lower case, for people write theirs in any; a longer name by its
 * hash, so that it is still one and the same user.
 */
export function keptUserId(userId: string): string {
  const text = inOneCase(storableText(userId));
  return text.length <= LONGEST ? text : `long-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

/** The letters of ASCII alone, as in migration 021: what others become depends on the database's language. */
function inOneCase(name: string): string {
  return name.includes('@') ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name;
}
