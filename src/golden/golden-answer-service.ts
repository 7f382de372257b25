import { randomUUID } from 'node:crypto';
import { keptUserId } from '../conversations/kept-user-id.ts';
import type { Database, Queryable } from '../database/database.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import { type MappedPhrasing, writeClusterMapping } from './cluster-mapping.ts';
import { embedCounterExamples } from './counter-examples.ts';
import { type FindingOptions, type FindingStep, type FoundAnswer, findGoldenAnswer } from './find-golden-answer.ts';
import type { NewGoldenAnswer } from './golden-answer.ts';
import { holdWordings } from './hold-wordings.ts';
import { keptQuestion } from './kept-question.ts';
import { goldenVersion, type LoadedIndex, loadGoldenIndex } from './load-golden-index.ts';
import { writeLoneQuestions } from './lone-questions.ts';
import type { LookupRecorder } from './lookup-recorder.ts';
import { type EmbeddedQuery, ensureCluster, mapQueries } from './map-queries.ts';
import { type MarkedLookup, type MarkingOptions, markWrong } from './mark-wrong.ts';
import { activateMatcher, type StoredMatcher } from './matcher-store.ts';
import { publishPhrasings } from './published-phrasings.ts';
import { type SavedAnswer, saveGoldenAnswer } from './save-golden-answer.ts';

/** What a lookup came to, and how long it took. */
export interface Lookup extends Omit<FoundAnswer, 'vector'> {
  /** Names this lookup, a UUID: by it the answer can be marked as wrong. */
  key: string;
  milliseconds: number;
}

/** A lookup with the steps that led to it. */
export interface ExplainedLookup extends Omit<Lookup, 'key'> {
  steps: FindingStep[];
  /** The question that a cluster's answer was written for. */
  questionOf: (cluster: number) => string | undefined;
}

/** What stands for the lookup of a question that was not looked up. */
export type PassedOver = Pick<Lookup, 'key' | 'milliseconds'> & { outcome: 'bypass'; reason: string };

/** A user's wording, for {@link GoldenAnswerService.updateClusterMapping}. */
export interface ClusterQuery {
  text: string;
  userId?: string;
  /** Defaults to now. */
  askedAt?: Date;
}

/** What a night publishes. */
export interface PublishableNight {
  /** The phrasings that the night found to be of a cluster, and who asked them. */
  mapping: readonly MappedPhrasing[];
  /** Ids of the phrasings that are in no cluster; where undefined, yesterday's stay. */
  lone?: readonly number[];
  /** None where yesterday's stays. */
  matcher?: Omit<StoredMatcher, 'id'>;
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

/** For so many days the questions of hits are kept: as long as the estimates of wrong answers look back. */
const KEEP_QUESTIONS_DAYS = 30;

/** Golden answers: looked up by day from memory, saved by night. */
export class GoldenAnswerService {
  readonly #parts: GoldenAnswerServiceParts;
  #loaded: LoadedIndex | undefined;
  #timer: NodeJS.Timeout | undefined;
  #loading: Promise<void> | undefined;
  /** A refresh that waits until the one before has ended. */
  #next: Promise<void> | undefined;

  constructor(parts: GoldenAnswerServiceParts) {
    this.#parts = parts;
  }

  /**
   * Loads what is there and keeps looking for newer. A database that is away is no error: lookups miss until it is back.
   */
  async connect(): Promise<void> {
    this.#parts.detector.load();
    await this.#refreshQuietly();
    this.#timer = setInterval(() => this.#refreshQuietly(), this.#parts.refreshMs).unref();
  }

  /** Stops looking for newer answers and writes the lookup records that are pending. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#parts.recorder.writePending();
  }

  /** How many golden answers are being served, or undefined before they could be loaded. */
  get answerCount(): number | undefined {
    return this.#loaded?.index.answerCount;
  }

  /** Loads newer answers, if there are any. Afterwards all that was written before the call is served. */
  async refresh(): Promise<void> {
    // One at a time, so that what was read earlier never takes the place of what was read later.
    this.#next ??= (async () => {
      await this.#loading?.catch(() => undefined);
      this.#next = undefined;
      this.#loading = this.#load();
      await this.#loading;
    })();
    await this.#next;
  }

  /**
   * The golden answer to a question, if one is sure enough. Never throws, unless the signal is aborted: whatever goes
   * wrong is logged, counted and a miss. The decision is recorded after this has returned.
   */
  async lookupGoldenAnswer(question: string, options: FindingOptions = {}): Promise<Lookup> {
    const start = performance.now();
    let found: FoundAnswer;
    try {
      found = this.#loaded
        ? await findGoldenAnswer(this.#loaded.index, this.#parts, question, options)
        : { outcome: 'miss', reason: 'not-ready' };
    } catch (error) {
      if (options.signal?.aborted) throw error;
      this.#parts.log.error({ reason: messageOf(error) }, 'a lookup failed and counts as a miss');
      found = { outcome: 'miss', reason: 'error' };
    }
    const { vector, ...rest } = found;
    const lookup = { ...rest, key: randomUUID(), milliseconds: performance.now() - start };
    this.#record(lookup, question, vector);
    this.#tell(lookup);
    return lookup;
  }

  /** A line for each hit, for who watches the cache at work; tens of thousands a second may come, so nothing is built in vain. */
  #tell({ outcome, reason, cluster, milliseconds: ms }: Lookup): void {
    const { log } = this.#parts;
    if (outcome !== 'hit' || !log.isLevelEnabled('debug')) return;
    log.debug({ model: 'golden-answer-cache', cluster, ms, reason }, 'a hit of the cache');
  }

  /**
   * Looks a question up as {@link lookupGoldenAnswer} does, and tells each step; nothing of it is recorded or counted.
   * @throws what a lookup would count as a miss, and the signal's reason.
   */
  async explain(question: string, options: Omit<FindingOptions, 'onStep'> = {}): Promise<ExplainedLookup> {
    const steps: FindingStep[] = [];
    const index = this.#loaded?.index;
    const start = performance.now();
    const found: FoundAnswer = index
      ? await findGoldenAnswer(index, this.#parts, question, { ...options, onStep: (step) => steps.push(step) })
      : { outcome: 'miss', reason: 'not-ready' };
    const milliseconds = performance.now() - start;
    const { vector: _, ...rest } = found;
    return { ...rest, milliseconds, steps, questionOf: (cluster) => index?.questionOf(cluster) };
  }

  /** Records a question that is passed on without being looked up, as a bypass; it counts as asked. */
  passOver(reason: string): PassedOver {
    const passed: PassedOver = { outcome: 'bypass', reason, key: randomUUID(), milliseconds: 0 };
    this.#parts.recorder.record({ ...passed, at: new Date() });
    return passed;
  }

  /**
   * Marks the hit of a lookup as wrong. From then on its question, and any that means the same, is not answered so again: in
   * this process at once, in others at their next refresh. Marking again changes nothing.
   * @throws GoldsmithError `not-found` as {@link markWrong} does; `database-unavailable`.
   */
  async markWrong(key: string, options?: MarkingOptions): Promise<MarkedLookup> {
    const marked = (await this.#markIfKnown(key, options)) ?? (await this.#markOnceWritten(key, options));
    await this.refresh();
    return marked;
  }

  /** Most lookups were written long ago: they wait for none of those that were not. */
  async #markIfKnown(key: string, options?: MarkingOptions): Promise<MarkedLookup | undefined> {
    return markWrong(this.#parts, key, options).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
  }

  async #markOnceWritten(key: string, options?: MarkingOptions): Promise<MarkedLookup> {
    const written = await this.#parts.recorder.flush();
    return markWrong(this.#parts, key, options).catch((error: unknown) => {
      if (written || !isNotFound(error)) throw error;
      throw new GoldsmithError('database-unavailable', 'The lookup could not be written yet. Try again.', {
        cause: error,
        retryable: true,
      });
    });
  }

  /**
   * Forgets the questions of hits that are older than 30 days; the rows stay, for counting. For the night.
   * @returns how many were forgotten.
   */
  async forgetOldQuestions(): Promise<number> {
    const [{ forgotten }] = await this.#parts.database.query<{ forgotten: number }>(
      `WITH old AS (
         UPDATE lookups SET question = NULL, normalised = NULL, embedding = NULL, embedding_model = NULL
         WHERE question IS NOT NULL AND created_at < now() - make_interval(days => $1) RETURNING 1)
       SELECT count(*)::int AS forgotten FROM old`,
      [KEEP_QUESTIONS_DAYS],
    );
    return forgotten;
  }

  /**
   * Saves a golden answer: the one of its cluster, which it replaces when it differs. A stale one is served again.
   * @returns its id, and whether it was created, updated or is the same as before.
   */
  async saveGoldenAnswer(answer: NewGoldenAnswer): Promise<SavedAnswer> {
    return this.#parts.database.transaction((tx) => saveGoldenAnswer(tx, answer));
  }

  /**
   * Maps wordings to a cluster, so that they are answered by its golden answer. A wording belongs to one cluster: one that
   * was elsewhere moves. As all that is kept of questions, they are kept without personal data.
   */
  async updateClusterMapping(clusterId: number, queries: readonly ClusterQuery[]): Promise<void> {
    const { database, embedder, detector } = this.#parts;
    if (queries.length === 0) return;
    const embedded: EmbeddedQuery[] = [];
    for (const { text: asked, userId: user, askedAt = new Date() } of queries) {
      const { text } = keptQuestion(asked);
      const userId = user === undefined ? undefined : keptUserId(user);
      embedded.push({ text, userId, askedAt, language: detector.detect(text), vector: await embedder.embed(text) });
    }
    await database.transaction(async (tx) => {
      await ensureCluster(tx, clusterId, embedded[0].text, embedded[0].language ?? null);
      const canonical = await this.#canonicalVector(tx, clusterId);
      await mapQueries(tx, clusterId, canonical, embedded, embedder.id);
    });
  }

  /**
   * Publishes a night in one short transaction: each phrasing where `phrasings` has it by then, which may be elsewhere than the night put
   * it, where a person moved it meanwhile. From then on it serves; who asked what is written after that, in small steps.
   * @returns whether the matcher is a new one.
   * @throws the signal's reason, with the night published, when those steps are stopped; the next night takes them.
   */
  async publish({ mapping, lone, matcher }: PublishableNight, signal?: AbortSignal): Promise<boolean> {
    const { database, embedder } = this.#parts;
    // After a change of the embedder, what was marked must be comparable again when the new vectors serve.
    await embedCounterExamples(database, embedder);
    const isNew = await database.transaction(async (tx) => {
      await holdWordings(tx);
      await publishPhrasings(tx);
      if (lone) await writeLoneQuestions(tx, lone, mapping);
      return matcher !== undefined && (await activateMatcher(tx, matcher));
    });
    await writeClusterMapping(database, mapping, embedder.id, signal);
    return isNew;
  }

  #record({ answer, cluster, ...lookup }: Lookup, question: string, vector: Float32Array | undefined): void {
    const { recorder, embedder } = this.#parts;
    const asked = lookup.outcome === 'hit' ? { question, vector, embeddingModel: embedder.id } : undefined;
    recorder.record({ ...lookup, clusterId: cluster, goldenAnswerId: answer?.id, at: new Date(), asked });
  }

  async #load(): Promise<void> {
    const { database, embedder, rule } = this.#parts;
    const { version } = await goldenVersion(database);
    if (version === this.#loaded?.version) return;
    this.#loaded = await loadGoldenIndex(database, embedder.id, rule, this.#loaded);
  }

  async #canonicalVector(tx: Queryable, clusterId: number): Promise<Float32Array> {
    const [row] = await tx.query<{ question: string }>(
      'SELECT canonical_question AS question FROM clusters WHERE id = $1',
      [clusterId],
    );
    return this.#parts.embedder.embed(row.question);
  }

  /** Never an error: what failed is tried again at the next turn. */
  async #refreshQuietly(): Promise<void> {
    await this.refresh().catch((error) =>
      this.#parts.log.warn({ reason: messageOf(error) }, 'golden answers could not be refreshed; trying again'),
    );
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof GoldsmithError && error.code === 'not-found';
}
