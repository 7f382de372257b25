import type { Queryable } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import { readMarks } from '../golden/answer-marks.ts';
import { readProposal } from '../golden/answer-proposals.ts';
import { readAnswer } from '../golden/answer-state.ts';
import { readVersions } from '../golden/answer-versions.ts';
import type { AnswerSource } from '../golden/golden-answer.ts';
import { silencedPhrasings } from '../golden/silencing-marks.ts';
import { presentChunks } from '../knowledge/source-states.ts';
import type { AnswerDetail, ShownPhrasing, ShownProposal, ShownSource } from './api/shown-answer.ts';
import { ANSWER_ROW, ANSWER_TABLES, toAnswerRow } from './list-answers.ts';
import { textDiff } from './text-diff.ts';

/**
 * All that the desk shows of an answer.
 * @throws GoldsmithError `not-found`.
 */
export async function answerDetail(database: Queryable, id: number): Promise<AnswerDetail> {
  const state = await readAnswer(database, id);
  if (!state) throw new GoldsmithError('not-found', `There is no answer ${id}. Somebody may have removed it.`);
  const [row] = await database.query<Parameters<typeof toAnswerRow>[0]>(
    `SELECT ${ANSWER_ROW} FROM ${ANSWER_TABLES} WHERE a.id = $1`,
    [id],
  );
  return {
    ...toAnswerRow(row),
    answer: state.answer,
    stale_reason: state.staleReason,
    edited_at: state.editedAt?.toISOString() ?? null,
    approved_at: state.approvedAt?.toISOString() ?? null,
    created_at: state.createdAt.toISOString(),
    sources: await shownSources(database, state.sources),
    phrasings: await shownPhrasings(database, state.clusterId),
    marks: (await readMarks(database, state.clusterId)).map(({ at, ...mark }) => ({ ...mark, at: at.toISOString() })),
    proposal_detail: await shownProposal(database, id, state.answer),
    languages: await otherLanguages(database, state.clusterId),
  };
}

/** Sources, and how it stands with them. */
export async function shownSources(database: Queryable, sources: readonly AnswerSource[]): Promise<ShownSource[]> {
  const present = await presentChunks(database, sources);
  return sources.map(({ title, url, path, headings }, i) => ({ title, url, path, headings, state: present[i].state }));
}

/** The phrasings that lead to a cluster, those of most users first. */
export async function shownPhrasings(database: Queryable, clusterId: number): Promise<ShownPhrasing[]> {
  type StoredRow = Omit<ShownPhrasing, 'last_asked_at' | 'silenced_by'> & { last_asked_at: Date | null };
  const rows = await database.query<StoredRow>(
    `SELECT p.id::int AS id, p.text, p.language, count(DISTINCT q.user_id)::int AS users, max(q.created_at) AS last_asked_at,
       EXISTS (SELECT 1 FROM phrasing_decisions d WHERE d.phrasing_id = p.id AND d.cluster_id = $1 AND d.belongs) AS decided
     FROM phrasings p LEFT JOIN query_clusters q ON q.phrasing_id = p.id
     WHERE p.cluster_id = $1 GROUP BY p.id ORDER BY users DESC, p.id`,
    [clusterId],
  );
  const silenced = await silencedPhrasings(database, clusterId);
  return rows.map(({ last_asked_at, ...row }) => ({
    ...{ ...row, last_asked_at: last_asked_at?.toISOString() ?? null },
    silenced_by: silenced.get(row.id) ?? null,
  }));
}

/** What a night would put in an answer's place. */
export async function shownProposal(database: Queryable, id: number, present: string): Promise<ShownProposal | null> {
  const proposal = await readProposal(database, id);
  if (!proposal) return null;
  const { answer, reason, run, createdAt, sources } = proposal;
  return {
    ...{ answer, reason, run, at: createdAt.toISOString() },
    diff: textDiff(present, answer ?? ''),
    sources: await shownSources(database, sources),
  };
}

/** All versions of an answer, newest first, each with what it changed. */
export async function shownVersions(database: Queryable, id: number) {
  const versions = await readVersions(database, id);
  return versions.map(({ sources: _, at, ...version }, i) => ({
    ...version,
    at: at.toISOString(),
    diff: textDiff(versions[i + 1]?.answer ?? '', version.answer),
  }));
}

async function otherLanguages(database: Queryable, clusterId: number): Promise<AnswerDetail['languages']> {
  return database.query(
    `SELECT c.id AS cluster_id, c.language, coalesce(a.canonical_question, c.canonical_question) AS question,
       a.id AS answer_id, a.status
     FROM clusters own JOIN clusters c ON c.subject_id = own.subject_id AND c.id <> own.id
     LEFT JOIN golden_answers a ON a.cluster_id = c.id
     WHERE own.id = $1 ORDER BY c.language, c.id`,
    [clusterId],
  );
}
