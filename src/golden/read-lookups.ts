import type { Queryable, QueryOptions } from '../database/database.ts';

/** Which lookups are read; what is undefined lets everything through. */
export interface LookupFilter {
  /** First and last day, YYYY-MM-DD, UTC. */
  from?: string;
  to?: string;
  outcome?: 'hit' | 'miss' | 'bypass';
  reason?: string;
  /** Two-letter code, or `none`. */
  language?: string;
  /** A golden answer's id. */
  answer?: number;
  /** The cluster it came nearest to. */
  cluster?: number;
  verdict?: 'marked-wrong' | 'checked' | 'checked-wrong';
  /** Only those with a smaller id. */
  before?: number;
  /** At most so many. */
  limit: number;
}

/** What came of one question. */
export interface ReadLookup {
  id: number;
  key: string;
  at: Date;
  outcome: 'hit' | 'miss' | 'bypass';
  reason: string;
  language: string | null;
  milliseconds: number;
  probability: number | null;
  /** Of hits of the last 30 days, redacted. */
  question: string | null;
  answer_id: number | null;
  answered_as: string | null;
  marked_wrong: boolean;
  checked: 'right' | 'wrong' | null;
}

const VERDICTS = {
  'marked-wrong': 'l.marked_wrong_at IS NOT NULL',
  checked: 'k.lookup_id IS NOT NULL',
  'checked-wrong': 'NOT k."right"',
};

/**
 * Reads lookups, newest first.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function readLookups(
  database: Queryable,
  filter: LookupFilter,
  options?: QueryOptions,
): Promise<ReadLookup[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = conditions(filter, bind);
  return database.query<ReadLookup>(
    `SELECT l.id::int AS id, l.key, l.created_at AS at, l.outcome, l.reason, l.language, l.milliseconds, l.probability, l.question,
       l.golden_answer_id AS answer_id, a.canonical_question AS answered_as, l.marked_wrong_at IS NOT NULL AS marked_wrong,
       CASE k."right" WHEN true THEN 'right' WHEN false THEN 'wrong' END AS checked
     FROM lookups l LEFT JOIN golden_answers a ON a.id = l.golden_answer_id LEFT JOIN hit_checks k ON k.lookup_id = l.id
     ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
     ORDER BY l.id DESC LIMIT ${bind(filter.limit)}`,
    values,
    options,
  );
}

function conditions(filter: LookupFilter, bind: (value: unknown) => string): string[] {
  const { from, to, outcome, reason, language, answer, cluster, verdict, before } = filter;
  const midnight = (day: string, later = 0) => `((${bind(day)}::date + ${later})::timestamp AT TIME ZONE 'UTC')`;
  return [
    from !== undefined && `l.created_at >= ${midnight(from)}`,
    to !== undefined && `l.created_at < ${midnight(to, 1)}`,
    outcome !== undefined && `l.outcome = ${bind(outcome)}`,
    reason !== undefined && `l.reason = ${bind(reason)}`,
    language !== undefined && (language === 'none' ? 'l.language IS NULL' : `l.language = ${bind(language)}`),
    answer !== undefined && `l.golden_answer_id = ${bind(answer)}`,
    cluster !== undefined && `l.cluster_id = ${bind(cluster)}`,
    verdict !== undefined && VERDICTS[verdict],
    before !== undefined && `l.id < ${bind(before)}`,
  ].filter((one) => one !== false);
}
