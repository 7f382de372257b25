import type { Database } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import type { AnswerSource } from '../golden/golden-answer.ts';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import type { FoundChunk, KnowledgeService } from '../knowledge/knowledge-service.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageModel } from '../models/language-model.ts';
import { findUnsupported } from './check-support.ts';
import type { NightCluster } from './cluster-phrasings.ts';

/** A question with demand that the knowledge base does not answer. */
export interface KnowledgeGap {
  question: string;
  language: string | null;
  asked: number;
  users: number;
  reason: string;
}

/** What the writing of a night came to. */
export interface WrittenAnswers {
  created: number;
  updated: number;
  /** Answers that stood already and whose sources have not changed. */
  kept: number;
  /** Answers taken back because a chunk they rest on is gone or has changed, and no new answer could be written. */
  withdrawn: number;
  gaps: KnowledgeGap[];
  /** One line per answer that could not be written. */
  errors: string[];
  tokens: number;
}

/** What writing needs. */
export interface WritingParts {
  database: Database;
  knowledge: KnowledgeService;
  golden: GoldenAnswerService;
  model: LanguageModel;
  embedder: Embedder;
}

/** Options of {@link writeAnswers}. */
export interface WriteOptions {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

const SOURCES_PER_ANSWER = 6;

/** After so many failures in a row the model is taken to be away, and the rest waits for the next run. */
const MOST_FAILURES_IN_A_ROW = 3;

const INSTRUCTIONS =
  'You write one answer that will be shown to everybody who asks this question. Answer in full sentences, plainly and briefly. Say nothing about the sources, the asker or the present day.';

/**
 * Writes the answers that are missing or whose sources have changed, each saved as soon as it is done: a night that was
 * killed carries on where it stopped.
 */
export async function writeAnswers(
  parts: WritingParts,
  clusters: readonly NightCluster[],
  options: WriteOptions = {},
): Promise<WrittenAnswers> {
  const written: WrittenAnswers = { created: 0, updated: 0, kept: 0, withdrawn: 0, gaps: [], errors: [], tokens: 0 };
  let failures = 0;
  for (const [i, cluster] of clusters.entries()) {
    options.signal?.throwIfAborted();
    try {
      await writeOne(parts, cluster, written, options.signal);
      failures = 0;
    } catch (error) {
      if (options.signal?.aborted) throw error;
      written.errors.push(`"${cluster.canonical.text}": ${messageOf(error)}`);
      if (++failures === MOST_FAILURES_IN_A_ROW) {
        written.errors.push(`${clusters.length - i - 1} answers were not tried after ${failures} failures in a row.`);
        break;
      }
    }
    options.onProgress?.(i + 1, clusters.length);
  }
  written.withdrawn = await withdrawStale(parts.database);
  return written;
}

async function writeOne(
  parts: WritingParts,
  cluster: NightCluster,
  written: WrittenAnswers,
  signal?: AbortSignal,
): Promise<void> {
  if (await hasCurrentAnswer(parts.database, cluster)) {
    written.kept++;
    return;
  }
  const start = performance.now();
  const { canonical, asked, users } = cluster;
  const language = cluster.language ?? undefined;
  const chunks = await parts.knowledge.search(canonical.text, { language, limit: SOURCES_PER_ANSWER, signal });
  const reply = await parts.model.reply(
    { question: canonical.text, language, instructions: INSTRUCTIONS, sources: chunks.map(toModelSource) },
    signal,
  );
  const tokens = reply.inputTokens + reply.outputTokens;
  written.tokens += tokens;
  const used = reply.used?.map((i) => chunks[i]) ?? chunks;
  const gap =
    reply.text === undefined ? 'no good source' : await reasonToRefuse(reply.text, used, parts.embedder, signal);
  if (reply.text === undefined || gap) {
    written.gaps.push({
      question: canonical.text,
      language: cluster.language,
      asked,
      users,
      reason: gap ?? 'no good source',
    });
    return;
  }
  const { change } = await parts.golden.saveGoldenAnswer({
    clusterId: cluster.id,
    canonicalQuestion: canonical.text,
    answer: reply.text,
    sources: used.map(toAnswerSource),
    metadata: { model: reply.model, tokens, seconds: (performance.now() - start) / 1000 },
    language: cluster.language,
  });
  if (change === 'created') written.created++;
  else if (change === 'updated') written.updated++;
  else written.kept++;
}

/** True when the answer stands and every chunk it rests on is still there, unchanged. */
async function hasCurrentAnswer(database: Database, { id }: NightCluster): Promise<boolean> {
  const [row] = await database.query(`SELECT 1 FROM golden_answers a WHERE a.cluster_id = $1 AND NOT (${IS_STALE})`, [
    id,
  ]);
  return row !== undefined;
}

/** An answer whose sources no longer say what they said is not served on, whoever's turn it was to rewrite it. */
async function withdrawStale(database: Database): Promise<number> {
  const withdrawn = await database.query(`DELETE FROM golden_answers a WHERE ${IS_STALE} RETURNING id`);
  return withdrawn.length;
}

/** A chunk that the answer rests on is gone or has changed. Sources that are no chunks (answers written by hand) stay. */
const IS_STALE = `EXISTS (
  SELECT 1 FROM jsonb_array_elements(a.sources) AS source
  WHERE source ? 'contentHash' AND NOT EXISTS (SELECT 1 FROM knowledge_chunks c WHERE c.content_hash = source->>'contentHash'))`;

async function reasonToRefuse(
  answer: string,
  chunks: FoundChunk[],
  embedder: Embedder,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const texts = chunks.map((chunk) => [chunk.title, ...chunk.headings, chunk.text].join('\n\n'));
  const unsupported = await findUnsupported(answer, texts, embedder, signal);
  return unsupported && `the answer was refused: "${unsupported.sentence}" has ${unsupported.reason}`;
}

function toModelSource(chunk: FoundChunk) {
  return { title: chunk.title, headings: chunk.headings, text: chunk.text, language: chunk.language ?? undefined };
}

function toAnswerSource({ title, url, path, headings, contentHash }: FoundChunk): AnswerSource {
  return { title, url, path, headings, contentHash };
}
