import { createHash } from 'node:crypto';
import type { Queryable } from '../database/database.ts';
import type { MatcherParameters } from '../matching/matcher.ts';
import type { TrainingReport } from '../matching/training-set.ts';

/** A trained matcher as it is kept. */
export interface StoredMatcher {
  id: number;
  embeddingModel: string;
  parameters: MatcherParameters;
  report: TrainingReport;
}

/** The matcher that serves, if any was trained. */
export async function activeMatcher(database: Queryable): Promise<StoredMatcher | undefined> {
  const [row] = await database.query<StoredMatcher>(
    `SELECT id, embedding_model AS "embeddingModel", parameters, report FROM matchers WHERE active ORDER BY id DESC LIMIT 1`,
  );
  return row;
}

/**
 * Makes a matcher the one that serves; nothing is written when it equals the one that does.
 * @returns whether it is a new one.
 */
export async function activateMatcher(tx: Queryable, matcher: Omit<StoredMatcher, 'id'>): Promise<boolean> {
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([matcher.embeddingModel, matcher.parameters]))
    .digest('hex');
  const [active] = await tx.query<{ fingerprint: string }>(
    'SELECT fingerprint FROM matchers WHERE active ORDER BY id DESC LIMIT 1',
  );
  if (active?.fingerprint === fingerprint) return false;
  await tx.query('UPDATE matchers SET active = false WHERE active');
  await tx.query('INSERT INTO matchers (embedding_model, parameters, report, fingerprint) VALUES ($1, $2, $3, $4)', [
    matcher.embeddingModel,
    JSON.stringify(matcher.parameters),
    JSON.stringify(matcher.report),
    fingerprint,
  ]);
  return true;
}
