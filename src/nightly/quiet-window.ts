import type { Queryable } from '../database/database.ts';
import { activeMatcher } from '../golden/matcher-store.ts';
import type { NightPhrasing } from './embed-phrasings.ts';

/** A window of a smaller share of what the matcher was trained on is quiet. */
const LEAST_SHARE = 0.5;

/** How many different wordings were asked in the window. */
export function heardIn(phrasings: readonly NightPhrasing[]): number {
  return phrasings.filter(({ asked }) => asked > 0).length;
}

/**
 * Whether a window is too quiet to say what the traffic is like: fewer than half as many wordings were heard in it as in the one that
 * the matcher in force was trained on. Of ten questions nearly all lie in clusters, as those that lie in none were asked in other weeks;
 * a bar set by them served 87% where 21% is right, and "KITAP" got the answer about something else.
 * @param before what was heard then; undefined where nobody knows.
 */
export function isQuiet(heard: number, before: number | undefined): boolean {
  return before !== undefined && heard < LEAST_SHARE * before;
}

/** The same, beside the matcher in force. */
export async function isQuietBesideMatcher(database: Queryable, heard: number): Promise<boolean> {
  return isQuiet(heard, (await activeMatcher(database))?.report.heard);
}
