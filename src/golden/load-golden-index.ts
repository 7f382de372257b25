import type { Database, Queryable } from '../database/database.ts';
import { fromVectorBytes } from '../database/vectors.ts';
import type { MatcherParameters } from '../matching/matcher.ts';
import { loadServedCounterExamples } from './counter-examples.ts';
import type { GoldenAnswer } from './golden-answer.ts';
import { GoldenIndex, type ServedAnswers, type Withheld } from './golden-index.ts';
import { loadLoneQuestions } from './lone-questions.ts';
import { activeMatcher, type StoredMatcher } from './matcher-store.ts';
import { type PublishedPhrasing, PublishedQuestions } from './published-questions.ts';

/** Before the first night nothing is trained, so nothing but the same words is served. */
const UNTRAINED: MatcherParameters = { rule: 'trained', choice: [], model: { weights: [0] }, bar: null };

/** How often what {@link loadGoldenIndex} loads has changed, as numbers that rise. */
export interface GoldenVersion {
  /** Of all of it. */
  version: string;
  /** Of the questions: phrasings, lone questions and the matcher. */
  questions: string;
}

/** Reads what version is there now. */
export async function goldenVersion(database: Queryable): Promise<GoldenVersion> {
  const [row] = await database.query<GoldenVersion>('SELECT version, questions_version AS questions FROM golden_state');
  return row;
}

/** What was loaded, and its version. */
export interface LoadedIndex extends GoldenVersion {
  index: GoldenIndex;
}

/**
 * Loads all golden answers, the published phrasings, the matcher that serves and what was marked as wrong.
 * @param embeddingModel the id of the embedder in use.
 * @param rule `trained`, or `fixed:0.85` to serve by that rule in place of what was trained.
 * @param known what was loaded before: where only answers have changed, its questions are taken over.
 */
export async function loadGoldenIndex(
  database: Database,
  embeddingModel: string,
  rule: string,
  known?: LoadedIndex,
): Promise<LoadedIndex> {
  // One transaction, so that answers, phrasings and matcher are of one night.
  return database.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const version = await goldenVersion(tx);
    const served = await loadAnswers(tx, embeddingModel);
    const index =
      known?.questions === version.questions
        ? known.index.withAnswers(served)
        : new GoldenIndex(served, await loadQuestions(tx, embeddingModel, rule));
    return { ...version, index };
  });
}

async function loadAnswers(tx: Queryable, embeddingModel: string): Promise<ServedAnswers> {
  // A dismissed answer is none: its cluster is a rival without an answer.
  const rows = await tx.query<GoldenAnswer & { withheld: Withheld | null }>(
    `SELECT id, cluster_id AS "clusterId", canonical_question AS "canonicalQuestion", answer, sources, metadata, language,
       CASE WHEN status <> 'published' THEN status WHEN stale_since IS NOT NULL THEN 'stale' END AS withheld
     FROM golden_answers WHERE status <> 'dismissed' ORDER BY id`,
  );
  return {
    answers: rows.map(({ withheld, ...answer }) => answer),
    withheld: new Map(rows.flatMap(({ clusterId, withheld }) => (withheld ? [[clusterId, withheld] as const] : []))),
    counterExamples: await loadServedCounterExamples(tx, embeddingModel),
  };
}

async function loadQuestions(tx: Queryable, embeddingModel: string, rule: string): Promise<PublishedQuestions> {
  const rows = await tx.query<PhrasingRow>(
    `SELECT p.text, p.normalised, p.language AS written_in, c.language, published.cluster_id,
       d.phrasing_id IS NOT NULL AS is_placed, CASE WHEN p.embedding_model = $1 THEN p.embedding END AS embedding
     FROM published_phrasings published JOIN phrasings p ON p.id = published.phrasing_id
     LEFT JOIN clusters c ON c.id = published.cluster_id
     LEFT JOIN phrasing_decisions d ON d.phrasing_id = p.id AND d.belongs ORDER BY p.id`,
    [embeddingModel],
  );
  const matcher = await activeMatcher(tx);
  return new PublishedQuestions({
    phrasings: rows.map(toPhrasing),
    lone: await loadLoneQuestions(tx, embeddingModel),
    parameters: parametersFor(rule, usable(embeddingModel, matcher)),
    matcherOfOtherEmbedder:
      rule === 'trained'
        ? matcher !== undefined && matcher.embeddingModel !== embeddingModel
        : rows.some(({ embedding }) => embedding === null),
  });
}

interface PhrasingRow {
  text: string;
  normalised: string;
  /** Of the phrasing. */
  written_in: string | null;
  /** Of its cluster. */
  language: string | null;
  /** Null when another model made it. */
  embedding: Buffer | null;
  cluster_id: number;
  is_placed: boolean;
}

function toPhrasing(row: PhrasingRow): PublishedPhrasing {
  return {
    text: row.text,
    normalised: row.normalised,
    language: row.language ?? undefined,
    writtenIn: row.written_in ?? undefined,
    isPlaced: row.is_placed,
    vector: row.embedding ? fromVectorBytes(row.embedding) : undefined,
    cluster: row.cluster_id,
  };
}

/** The parameters that serve: those trained, or the seed's rule when it is asked for. */
export function parametersFor(rule: string, trained: MatcherParameters): MatcherParameters {
  return rule.startsWith('fixed:')
    ? { ...UNTRAINED, rule: 'fixed', bar: Number(rule.slice('fixed:'.length)) }
    : trained;
}

/** A matcher that was trained on another model's vectors, or by an earlier version, knows nothing of these. */
function usable(embeddingModel: string, trained: StoredMatcher | undefined): MatcherParameters {
  const fits = trained?.embeddingModel === embeddingModel && Array.isArray(trained.parameters.choice);
  return fits ? trained.parameters : UNTRAINED;
}
