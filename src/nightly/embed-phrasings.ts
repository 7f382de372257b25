import type { Database } from '../database/database.ts';
import { fromVectorBytes, toVectorBytes } from '../database/vectors.ts';
import type { FoldedQuestion } from '../mining/fold-questions.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';

/** A phrasing as a night works with it. */
export interface NightPhrasing {
  /** Undefined in a dry run, for phrasings that are not stored yet. */
  id: number | undefined;
  text: string;
  normalised: string;
  language: string | undefined;
  /** Unit length. */
  vector: Float32Array;
  /** How often it was asked in the window; 0 for what earlier nights knew. */
  asked: number;
  /** First time of asking in the window, per user. */
  users: ReadonlyMap<string, Date>;
  /** The conversations of the window in which it was asked. */
  conversations: ReadonlySet<string>;
  /** The cluster it was in last night. */
  previousCluster: number | undefined;
  /** Whether an earlier night's judge has put it where it is: into that cluster, or into none. */
  judged?: boolean;
}

/** What embedding needs. */
export interface EmbedParts {
  database: Database;
  embedder: Embedder;
  detector: LanguageDetector;
}

/** Options of {@link embedPhrasings}. */
export interface EmbedOptions {
  dryRun: boolean;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

const BATCH = 200;

/**
 * The window's phrasings and those that earlier nights put into clusters, each with its vector. What is new is embedded
 * and stored batch by batch, so that a night that was killed does not embed it again.
 * @returns in the order of their storing, so that every run of a night sees the same order.
 */
export async function embedPhrasings(
  parts: EmbedParts,
  folded: readonly FoldedQuestion[],
  options: EmbedOptions,
): Promise<NightPhrasing[]> {
  const byWords = new Map(folded.map((question) => [question.normalised, question]));
  const known = await knownPhrasings(parts, byWords);
  const knownWords = new Set(known.map((phrasing) => phrasing.normalised));
  const fresh = [
    ...folded.filter((question) => !knownWords.has(question.normalised)),
    ...(await outdatedPhrasings(parts, byWords)),
  ];
  const added: NightPhrasing[] = [];
  for (let start = 0; start < fresh.length; start += BATCH) {
    const batch: NightPhrasing[] = [];
    for (const question of fresh.slice(start, start + BATCH))
      batch.push(await embedOne(parts, question, options.signal));
    if (!options.dryRun) await store(parts, batch);
    added.push(...batch);
    options.onProgress?.(added.length, fresh.length);
  }
  return [...known, ...added];
}

interface StoredPhrasing {
  id: number;
  normalised: string;
  text: string;
  language: string | null;
  embedding: Buffer;
  cluster_id: number | null;
  judged: boolean;
}

/** Stored phrasings of the embedder in use that the window asked or a cluster holds. Those of another embedder count as new. */
async function knownPhrasings(
  { database, embedder }: EmbedParts,
  byWords: Map<string, FoldedQuestion>,
): Promise<NightPhrasing[]> {
  const rows = await database.query<StoredPhrasing>(
    `SELECT id::int AS id, normalised, text, language, embedding, cluster_id, judged FROM phrasings
     WHERE embedding_model = $1 AND (cluster_id IS NOT NULL OR normalised = ANY($2::text[])) ORDER BY id`,
    [embedder.id, [...byWords.keys()]],
  );
  return rows.map((row) => {
    const asked = byWords.get(row.normalised);
    return {
      id: row.id,
      text: row.text,
      normalised: row.normalised,
      language: row.language ?? undefined,
      vector: fromVectorBytes(row.embedding),
      asked: asked?.asked ?? 0,
      users: asked?.users ?? new Map(),
      conversations: asked?.conversations ?? new Set(),
      previousCluster: row.cluster_id ?? undefined,
      judged: row.judged,
    };
  });
}

/** Members of clusters whose vectors another embedder made and that nobody asked in the window: to be embedded again. */
async function outdatedPhrasings(
  { database, embedder }: EmbedParts,
  byWords: Map<string, FoldedQuestion>,
): Promise<FoldedQuestion[]> {
  const rows = await database.query<{ normalised: string; text: string }>(
    'SELECT normalised, text FROM phrasings WHERE embedding_model <> $1 AND cluster_id IS NOT NULL ORDER BY id',
    [embedder.id],
  );
  const nobody = { asked: 0, users: new Map(), conversations: new Set<string>() };
  return rows.filter((row) => !byWords.has(row.normalised)).map((row) => ({ ...row, ...nobody }));
}

async function embedOne(
  { embedder, detector }: EmbedParts,
  question: FoldedQuestion,
  signal?: AbortSignal,
): Promise<NightPhrasing> {
  return {
    id: undefined,
    text: question.text,
    normalised: question.normalised,
    language: detector.detect(question.text),
    vector: await embedder.embed(question.text, signal),
    asked: question.asked,
    users: question.users,
    conversations: question.conversations,
    previousCluster: undefined,
  };
}

async function store({ database, embedder }: EmbedParts, batch: NightPhrasing[]): Promise<void> {
  const rows = await database.query<{ id: number; normalised: string; cluster_id: number | null; judged: boolean }>(
    `INSERT INTO phrasings (normalised, text, language, embedding, embedding_model)
     SELECT normalised, text, language, embedding, $5
     FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) AS row (normalised, text, language, embedding)
     ON CONFLICT (normalised) DO UPDATE SET embedding = EXCLUDED.embedding, embedding_model = EXCLUDED.embedding_model
     RETURNING id::int AS id, normalised, cluster_id, judged`,
    [
      batch.map((phrasing) => phrasing.normalised),
      batch.map((phrasing) => phrasing.text),
      batch.map((phrasing) => phrasing.language ?? null),
      batch.map((phrasing) => toVectorBytes(phrasing.vector)),
      embedder.id,
    ],
  );
  const stored = new Map(rows.map((row) => [row.normalised, row]));
  for (const phrasing of batch) {
    const row = stored.get(phrasing.normalised);
    phrasing.id = row?.id;
    phrasing.previousCluster = row?.cluster_id ?? undefined;
    phrasing.judged = row?.judged ?? false;
  }
}
