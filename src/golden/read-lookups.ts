import type { Queryable, QueryOptions } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';

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
  /** Only those older than the lookup of this id. */
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
  answer_erased: boolean;
  marked_wrong: boolean;
  checked: 'right' | 'wrong' | null;
}

const VERDICTS = {
  'marked-wrong': 'l.marked_wrong_at IS NOT NULL',
  checked: 'EXISTS (SELECT 1 FROM hit_checks k WHERE k.lookup_id = l.id)',
  'checked-wrong': 'EXISTS (SELECT 1 FROM hit_checks k WHERE k.lookup_id = l.id AND NOT k."right")',
};

/** Where a lookup stands in the order of time; `at` to the microsecond, as text. */
interface Place {
  at: string;
  id: number;
}

type Bind = (value: unknown) => string;

const NEWEST_FIRST = 'created_at DESC, id DESC';

/**
 * Reads lookups, newest first.
 * @throws GoldsmithError `not-found` where there is no lookup `before`; `database-unavailable`.
 */
export async function readLookups(
  database: Queryable,
  filter: LookupFilter,
  options?: QueryOptions,
): Promise<ReadLookup[]> {
  const before = filter.before === undefined ? undefined : await placeOf(database, filter.before, options);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  // The page's ids first: what is told of each is looked up for these only.
  return database.query<ReadLookup>(
    `WITH page AS MATERIALIZED (${pageOf(filter, before, bind)})
     SELECT l.id::int AS id, l.key, l.created_at AS at, l.outcome, l.reason, l.language, l.milliseconds, l.probability, l.question,
       l.golden_answer_id AS answer_id, a.canonical_question AS answered_as,
       l.golden_answer_id IS NOT NULL AND a.id IS NULL AS answer_erased, l.marked_wrong_at IS NOT NULL AS marked_wrong,
       CASE k."right" WHEN true THEN 'right' WHEN false THEN 'wrong' END AS checked
     FROM page JOIN lookups l ON l.id = page.id
     LEFT JOIN golden_answers a ON a.id = l.golden_answer_id LEFT JOIN hit_checks k ON k.lookup_id = l.id
     ORDER BY l.created_at DESC, l.id DESC`,
    values,
    options,
  );
}

async function placeOf(database: Queryable, id: number, options?: QueryOptions): Promise<Place> {
  const [place] = await database.query<Place>(
    'SELECT created_at::text AS at, id::int AS id FROM lookups WHERE id = $1',
    [id],
    options,
  );
  if (!place) throw new GoldsmithError('not-found', `There is no lookup ${id}. Begin with the newest.`);
  return place;
}

/** SQL of the ids of a page. */
function pageOf(filter: LookupFilter, before: Place | undefined, bind: Bind): string {
  const { outcome, reason, language, answer, cluster, verdict, limit } = filter;
  const isOfKind = outcome !== undefined || reason !== undefined || language !== undefined;
  const isOfFew = answer !== undefined || cluster !== undefined || verdict !== undefined;
  const where = [...inTime(filter, before, bind), ...(isOfFew ? ofFew(filter, bind) : [])];
  if (isOfKind && !isOfFew) return newestOfKinds(filter, where, bind);
  const all = [...where, ...ofKind(filter, 'l', bind)];
  return `SELECT l.id FROM lookups l ${all.length > 0 ? `WHERE ${all.join(' AND ')}` : ''}
    ORDER BY l.created_at DESC, l.id DESC LIMIT ${bind(limit)}`;
}

/**
 * The newest of each language, outcome and reason that there are, and the newest of those: however rare they are among a million,
 * only so many are read.
 */
function newestOfKinds(filter: LookupFilter, inTime: readonly string[], bind: Bind): string {
  const { from, to } = filter;
  const kinds = [
    ...ofKind(filter, 'd', bind),
    from !== undefined && `d.day >= ${bind(from)}::date`,
    to !== undefined && `d.day <= ${bind(to)}::date`,
  ].filter((one) => one !== false);
  const limit = bind(filter.limit);
  return `
    SELECT id FROM (SELECT DISTINCT language, outcome, reason FROM lookup_days d WHERE ${kinds.join(' AND ')}) kind
    CROSS JOIN LATERAL (
      SELECT l.id, l.created_at FROM lookups l
      WHERE ${[`coalesce(l.language, '') = kind.language AND l.outcome = kind.outcome AND l.reason = kind.reason`, ...inTime].join(' AND ')}
      ORDER BY l.created_at DESC, l.id DESC LIMIT ${limit}) newest
    ORDER BY ${NEWEST_FIRST} LIMIT ${limit}`;
}

function inTime({ from, to }: LookupFilter, before: Place | undefined, bind: Bind): string[] {
  const midnight = (day: string, later = 0) => `((${bind(day)}::date + ${later})::timestamp AT TIME ZONE 'UTC')`;
  return [
    from !== undefined && `l.created_at >= ${midnight(from)}`,
    to !== undefined && `l.created_at < ${midnight(to, 1)}`,
    before !== undefined && `(l.created_at, l.id) < (${bind(before.at)}::timestamptz, ${bind(before.id)}::bigint)`,
  ].filter((one) => one !== false);
}

/** By language, outcome and reason of a row of `lookups` or `lookup_days`; in the latter no language is an empty one. */
function ofKind({ outcome, reason, language }: LookupFilter, row: 'l' | 'd', bind: Bind): string[] {
  return [
    outcome !== undefined && `${row}.outcome = ${bind(outcome)}`,
    reason !== undefined && `${row}.reason = ${bind(reason)}`,
    language !== undefined && `coalesce(${row}.language, '') = ${bind(language === 'none' ? '' : language)}`,
  ].filter((one) => one !== false);
}

function ofFew({ answer, cluster, verdict }: LookupFilter, bind: Bind): string[] {
  return [
    // Only hits have one, and the index holds only hits.
    answer !== undefined && `l.golden_answer_id = ${bind(answer)} AND l.outcome = 'hit'`,
    cluster !== undefined && `l.cluster_id = ${bind(cluster)}`,
    verdict !== undefined && VERDICTS[verdict],
  ].filter((one) => one !== false);
}
