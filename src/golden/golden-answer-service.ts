import type { Database, Queryable } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import { type MappedPhrasing, writeClusterMapping } from './cluster-mapping.ts';
import { type FindingOptions, type FoundAnswer, findGoldenAnswer } from './find-golden-answer.ts';
import type { GoldenAnswer, NewGoldenAnswer } from './golden-answer.ts';
import type { GoldenIndex } from './golden-index.ts';
import { goldenVersion, loadGoldenIndex } from './load-golden-index.ts';
import type { LookupRecorder } from './lookup-recorder.ts';
import { type EmbeddedQuery, ensureCluster, mapQueries } from './map-queries.ts';
import { activateMatcher, type StoredMatcher } from './matcher-store.ts';

/** What a lookup came to, and how long it took. */
export interface Lookup extends FoundAnswer {
  milliseconds: number;
}

/** A user's wording, for {@link GoldenAnswerService.updateClusterMapping}. */
export interface ClusterQuery {
  text: string;
  userId?: string;
  /** Defaults to now. */
  askedAt?: Date;
}

/** What the service is made of. */
export interface GoldenAnswerServiceParts {
  database: Database;
  embedder: Embedder;
  detector: LanguageDetector;
  recorder: LookupRecorder;
  log: Logger;
  /** `trained`, or `fixed:0.85`. */
  rule: string;
  /** How often to look for new answers, milliseconds. */
  refreshMs: number;
}

/** Golden answers: looked up by day from memory, saved by night. */
export class GoldenAnswerService {
  readonly #parts: GoldenAnswerServiceParts;
  #index: GoldenIndex | undefined;
  #version: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(parts: GoldenAnswerServiceParts) {
    this.#parts = parts;
  }

  /**
   * Loads what is there and keeps looking for newer. A database that is away is no error: lookups miss until it is back.
   */
  async connect(): Promise<void> {
    await this.#refreshQuietly();
    this.#timer = setInterval(() => this.#refreshQuietly(), this.#parts.refreshMs).unref();
  }

  /** Stops looking for newer answers and writes the lookup records that are pending. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#parts.recorder.flush();
  }

  /** How many golden answers are being served, or undefined before they could be loaded. */
  get answerCount(): number | undefined {
    return this.#index?.answerCount;
  }

  /** Loads newer answers, if there are any. */
  async refresh(): Promise<void> {
    const { database, embedder, rule } = this.#parts;
    const version = await goldenVersion(database);
    if (version === this.#version && this.#index) return;
    this.#index = await loadGoldenIndex(database, embedder.id, rule);
    this.#version = version;
  }

  /**
   * The golden answer to a question, if one is sure enough. Never throws, unless the signal is aborted: whatever goes
   * wrong is logged, counted and a miss. The decision is recorded after this has returned.
   */
  async lookupGoldenAnswer(question: string, options: FindingOptions = {}): Promise<Lookup> {
    const start = performance.now();
    let found: FoundAnswer;
    try {
      found = this.#index
        ? await findGoldenAnswer(this.#index, this.#parts, question, options)
        : { outcome: 'miss', reason: 'not-ready' };
    } catch (error) {
      if (options.signal?.aborted) throw error;
      this.#parts.log.error({ reason: messageOf(error) }, 'a lookup failed and counts as a miss');
      found = { outcome: 'miss', reason: 'error' };
    }
    const lookup = { ...found, milliseconds: performance.now() - start };
    this.#record(lookup);
    return lookup;
  }

  /**
   * Saves a golden answer: the one of its cluster, which it replaces when it differs.
   * @returns its id, and whether it was created, updated or is the same as before.
   */
  async saveGoldenAnswer(answer: NewGoldenAnswer): Promise<{ id: number; change: 'created' | 'updated' | 'none' }> {
    return this.#parts.database.transaction(async (tx) => {
      const [known] = await tx.query<GoldenAnswer>(
        `SELECT id, answer, sources, language, canonical_question AS "canonicalQuestion" FROM golden_answers
         WHERE cluster_id = $1 FOR UPDATE`,
        [answer.clusterId],
      );
      if (known && isSameAnswer(known, answer)) return { id: known.id, change: 'none' };
      await ensureCluster(tx, answer.clusterId, answer.canonicalQuestion, answer.language);
      const [row] = await tx.query<{ id: number }>(
        `INSERT INTO golden_answers (cluster_id, canonical_question, answer, sources, metadata, language)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (cluster_id) DO UPDATE SET canonical_question = EXCLUDED.canonical_question, answer = EXCLUDED.answer,
           sources = EXCLUDED.sources, metadata = EXCLUDED.metadata, language = EXCLUDED.language
         RETURNING id`,
        [
          answer.clusterId,
          answer.canonicalQuestion,
          answer.answer,
          JSON.stringify(answer.sources),
          JSON.stringify(answer.metadata),
          answer.language,
        ],
      );
      return { id: row.id, change: known ? 'updated' : 'created' };
    });
  }

  /**
   * Maps wordings to a cluster, so that they are answered by its golden answer. A wording belongs to one cluster: one that
   * was elsewhere moves.
   */
  async updateClusterMapping(clusterId: number, queries: readonly ClusterQuery[]): Promise<void> {
    const { database, embedder, detector } = this.#parts;
    if (queries.length === 0) return;
    const embedded: EmbeddedQuery[] = [];
    for (const { text, userId, askedAt = new Date() } of queries) {
      embedded.push({ text, userId, askedAt, language: detector.detect(text), vector: await embedder.embed(text) });
    }
    await database.transaction(async (tx) => {
      await ensureCluster(tx, clusterId, embedded[0].text, embedded[0].language ?? null);
      const canonical = await this.#canonicalVector(tx, clusterId);
      await mapQueries(tx, clusterId, canonical, embedded, embedder.id);
    });
  }

  /**
   * Publishes a night in one transaction: its whole mapping, and its matcher unless yesterday's stays. From then on it serves.
   * @returns whether the matcher is a new one.
   */
  async publish(mapping: readonly MappedPhrasing[], matcher: Omit<StoredMatcher, 'id'> | undefined): Promise<boolean> {
    return this.#parts.database.transaction(async (tx) => {
      await writeClusterMapping(tx, mapping, this.#parts.embedder.id);
      return matcher !== undefined && (await activateMatcher(tx, matcher));
    });
  }

  #record({ answer, cluster, ...lookup }: Lookup): void {
    this.#parts.recorder.record({ ...lookup, clusterId: cluster, goldenAnswerId: answer?.id, at: new Date() });
  }

  async #canonicalVector(tx: Queryable, clusterId: number): Promise<Float32Array> {
    const [row] = await tx.query<{ question: string }>(
      'SELECT canonical_question AS question FROM clusters WHERE id = $1',
      [clusterId],
    );
    return this.#parts.embedder.embed(row.question);
  }

  /** One refresh at a time, and never an error: what failed is tried again at the next turn. */
  async #refreshQuietly(): Promise<void> {
    this.#refreshing ??= this.refresh()
      .catch((error) =>
        this.#parts.log.warn({ reason: messageOf(error) }, 'golden answers could not be refreshed; trying again'),
      )
      .finally(() => {
        this.#refreshing = undefined;
      });
    await this.#refreshing;
  }
}

function isSameAnswer(
  a: Pick<GoldenAnswer, 'answer' | 'sources' | 'canonicalQuestion' | 'language'>,
  b: NewGoldenAnswer,
): boolean {
  const hashes = (sources: GoldenAnswer['sources']) => sources.map((source) => source.contentHash).join();
  return (
    a.answer === b.answer &&
    a.canonicalQuestion === b.canonicalQuestion &&
    a.language === b.language &&
    hashes(a.sources) === hashes(b.sources)
  );
}
