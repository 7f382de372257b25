import type { Queryable } from '../database/database.ts';
import type { AnswerFilter, AnswerQuery } from './api/answers.ts';
import type { AnswerRow } from './api/shown-answer.ts';

/** A page of answers, and how many there are. */
export interface AnswerPage {
  answers: AnswerRow[];
  total: number;
  page: number;
  /** That there are answers in; `none` stands for those whose language cannot be told. */
  languages: string[];
}

/** By columns of the answers `a` and their usage `u`; the id last, so that no answer is on two pages. */
const ORDER = {
  hits: 'coalesce(u.hits, 0) DESC, a.id',
  updated: 'a.updated_at DESC, a.id DESC',
  question: 'lower(a.canonical_question), a.id',
} as const satisfies Record<AnswerQuery['sort'], string>;

/** SQL of what stands behind an answer whose cluster is `c`. What no night has counted yet was asked in as many conversations at most. */
export const DEMAND = `coalesce(c.asked, 0) AS asked, coalesce(c.conversations, c.asked, 0) AS conversations,
  coalesce(c.users, 0) AS users`;

/** SQL that makes an {@link AnswerRow} of a row `a` of `golden_answers`. */
export const ANSWER_ROW = `a.id, a.cluster_id, a.canonical_question AS question, a.language, a.status,
  a.stale_since IS NOT NULL AS stale, a.edited_at IS NOT NULL AS edited,
  EXISTS (SELECT 1 FROM answer_proposals p WHERE p.golden_answer_id = a.id AND p.rejected_at IS NULL) AS proposal,
  a.version, coalesce(u.hits, 0)::int AS hits, u.last_hit_at, ${DEMAND}, a.updated_at,
  (SELECT count(*)::int FROM lookups l WHERE l.golden_answer_id = a.id AND l.marked_wrong_at IS NOT NULL) AS marked_wrong`;

/** What its columns come from. */
export const ANSWER_TABLES = `golden_answers a LEFT JOIN answer_usage u ON u.golden_answer_id = a.id
  LEFT JOIN clusters c ON c.id = a.cluster_id`;

type StoredRow = Omit<AnswerRow, 'last_hit_at' | 'updated_at'> & { last_hit_at: Date | null; updated_at: Date };

/** The row as the page is told it. */
export function toAnswerRow({ last_hit_at, updated_at, ...row }: StoredRow): AnswerRow {
  return { ...row, last_hit_at: last_hit_at?.toISOString() ?? null, updated_at: updated_at.toISOString() };
}

/** The answers that the filters let through. */
export async function listAnswers(database: Queryable, query: AnswerQuery): Promise<AnswerPage> {
  const { where, values } = answerConditions(query);
  const first = (query.page - 1) * query.limit + 1;
  // In one go, as a search reads every text; what is counted of each answer is counted for the page's only.
  const [{ total, ids }] = await database.query<{ total: number; ids: number[] | null }>(
    `SELECT count(*)::int AS total, (array_agg(a.id ORDER BY ${ORDER[query.sort]}))[$${values.length + 1}:$${values.length + 2}] AS ids
     FROM ${ANSWER_TABLES} WHERE ${where}`,
    [...values, first, first + query.limit - 1],
  );
  const rows = await database.query<StoredRow>(
    `SELECT ${ANSWER_ROW} FROM unnest($1::int[]) WITH ORDINALITY AS page (id, place)
     JOIN ${ANSWER_TABLES.replace('golden_answers a', 'golden_answers a ON a.id = page.id')} ORDER BY page.place`,
    [ids ?? []],
  );
  const languages = await database.query<{ language: string }>(
    "SELECT DISTINCT coalesce(language, 'none') AS language FROM golden_answers ORDER BY language",
  );
  const answers = rows.map(toAnswerRow);
  return { answers, total, page: query.page, languages: languages.map(({ language }) => language) };
}

/** SQL by columns of the answers `a` that lets through what the filters do, and its values. */
export function answerConditions({ search, language, status, stale, marked_wrong, edited, run, wrote }: AnswerFilter) {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const add = (condition: (place: string) => string, value: unknown) => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  if (search?.trim()) {
    const pattern = `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
    const phrased = (place: string) =>
      `a.cluster_id IN (SELECT p.cluster_id FROM phrasings p WHERE p.text ILIKE ${place})`;
    add((place) => `(a.canonical_question ILIKE ${place} OR a.answer ILIKE ${place} OR ${phrased(place)})`, pattern);
  }
  if (language !== undefined) add((place) => `coalesce(a.language, 'none') = ${place}`, language);
  if (status === undefined) conditions.push("a.status <> 'dismissed'");
  else if (status !== 'all') add((place) => `a.status = ${place}`, status);
  if (stale !== undefined) add((place) => `(a.stale_since IS NOT NULL) = ${place}`, stale);
  if (edited !== undefined) add((place) => `(a.edited_at IS NOT NULL) = ${place}`, edited);
  if (run !== undefined) {
    const which = wrote === undefined ? '' : ` AND v.version ${wrote === 'new' ? '=' : '>'} 1`;
    add((place) => `a.id IN (SELECT v.golden_answer_id FROM answer_versions v WHERE v.run_id = ${place}${which})`, run);
  }
  if (marked_wrong !== undefined) {
    // One by one, over an index of the few: where nobody has analysed the table, PostgreSQL takes a list of them for a long one.
    const marked = 'EXISTS (SELECT 1 FROM lookups l WHERE l.golden_answer_id = a.id AND l.marked_wrong_at IS NOT NULL)';
    add((place) => `(${marked}) = ${place}`, marked_wrong);
  }
  return { where: conditions.join(' AND ') || 'true', values };
}
