import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import { GoldsmithError, isDatabaseUnavailable, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { isModelsFault } from '../models/circuit-language-model.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { Spent } from '../models/spent.ts';
import { type BatchSummary, countClassified, emptySummary } from './batch-summary.ts';
import type { ClassifiedBy } from './classification.ts';
import { eachAtOnce } from './each-at-once.ts';
import { afterGrace } from './grace-period.ts';
import { hashOf, type IntelDocument } from './intel-document.ts';
import { type IntelState, IntelStore } from './intel-store.ts';
import { classifyByModel } from './model-classifier.ts';
import { OfflineClassifier } from './offline-classifier.ts';
import { checkIntelPath, type ReadIntel, readIntel } from './read-intel.ts';
import { writeSummary } from './summary-file.ts';

/** How many documents are classified at the same time. */
const AT_ONCE = 4;

/** After so many documents in a row for which no model could be reached, none is asked any more in this batch. */
const MOST_IN_VAIN = 3;

/** How long a batch that is stopped waits for the documents that are under way, unless told, milliseconds. */
const GRACE_MS = 5_000;

/** What the classifier works with. */
export interface IntelClassifierParts {
  database: Database;
  embedder: Embedder;
  /** The night's model; with the one whose id is `offline`, no model is asked. */
  model: LanguageModel;
  /** What the night's model has used so far. */
  spent: () => Spent;
  /** Where summaries are written that are given no file. */
  summaryFolder: string;
  log: Logger;
}

/** What one batch is to do. */
export interface BatchOptions {
  /** A file, or a folder. */
  path: string;
  /** Ask no model and write nothing; count what would be done. */
  dryRun?: boolean;
  /** How many documents to classify at most. */
  limit?: number;
  /** Where the summary is written, absolute; without it a file of the summaries' folder, named by the time. */
  summaryFile?: string;
}

/** How a batch is watched and stopped. */
export interface BatchWatch {
  /** When aborted, nothing more is begun, and what is under way may end within the grace period. */
  signal?: AbortSignal;
  /** Milliseconds. */
  graceMs?: number;
  onProgress?: (progress: { read: number; classified: number }) => void;
}

/** A batch as its steps see it. */
interface Batch {
  options: BatchOptions;
  /** Filled in by the steps. */
  summary: BatchSummary;
  seen: Set<string>;
  /** Documents that are under way or classified. */
  chosen: number;
  /** Documents in a row for which no model could be reached. */
  inVain: number;
  signal: AbortSignal | undefined;
  /** Aborted a while after `signal`. */
  late: AbortSignal;
}

/** Classifies scraped documents: what each is about, for whom, and what it asks of them. */
export class IntelClassifier {
  readonly #parts: IntelClassifierParts;
  readonly #store: IntelStore;
  readonly #offline: OfflineClassifier;

  constructor(parts: IntelClassifierParts) {
    this.#parts = parts;
    this.#store = new IntelStore(parts.database);
    this.#offline = new OfflineClassifier(parts.embedder);
  }

  /**
   * Classifies what is new under a path. A bad document, a model that fails and a signal do not make it throw: the summary tells
   * them; `failed` is its status where the database went away.
   * @returns the summary, and the file it was written to; none in a dry run.
   * @throws GoldsmithError `bad-input` when there is no such path, or the summary cannot be written; `classification-runs` while
   * another batch runs on the same database; `database-unavailable`.
   */
  async run(options: BatchOptions, watch: BatchWatch = {}): Promise<{ summary: BatchSummary; file?: string }> {
    await checkIntelPath(options.path);
    if (options.dryRun) return { summary: await this.#runAlone(options, watch) };
    const lock = await this.#parts.database.tryLock('classify');
    if (!lock) {
      const message = 'Another classification runs on this database; wait for its end, and run this again.';
      throw new GoldsmithError('classification-runs', message, { retryable: true });
    }
    try {
      return await this.#runRecorded(options, watch);
    } finally {
      await lock.release();
    }
  }

  /** That the summary can be written is known before anything is paid for. */
  async #runRecorded(options: BatchOptions, watch: BatchWatch) {
    const startedAt = new Date();
    const file =
      options.summaryFile ?? join(this.#parts.summaryFolder, `${startedAt.toISOString().replace(/:/g, '-')}.json`);
    await writeSummary(file, emptySummary(options.path, false, startedAt));
    const summary = await this.#runAlone({ ...options, summaryFile: file }, watch, startedAt);
    await writeSummary(file, summary);
    return { summary, file };
  }

  async #runAlone(options: BatchOptions, watch: BatchWatch, startedAt = new Date()): Promise<BatchSummary> {
    const summary = emptySummary(options.path, options.dryRun ?? false, startedAt);
    const { signal, onProgress, graceMs = GRACE_MS } = watch;
    const grace = afterGrace(signal, graceMs);
    const batch: Batch = { options, summary, seen: new Set(), chosen: 0, inVain: 0, signal, late: grace.signal };
    const start = performance.now();
    const before = this.#parts.spent();
    try {
      await eachAtOnce(readIntel(options.path, options.summaryFile), AT_ONCE, async (read) => {
        const next = await this.#take(batch, read);
        onProgress?.(summary);
        return next;
      });
      summary.status = signal?.aborted ? 'stopped' : 'done';
    } catch (error) {
      summary.status = grace.signal.aborted ? 'stopped' : 'failed';
      if (summary.status === 'failed') summary.error = messageOf(error);
    } finally {
      grace.end();
    }
    addSpent(summary, before, this.#parts.spent());
    summary.seconds = (performance.now() - start) / 1000;
    return summary;
  }

  /** Takes what was read: counts it, passes it over, or classifies and saves it. */
  async #take(batch: Batch, read: ReadIntel): Promise<'go on' | 'stop'> {
    const { summary, options, signal } = batch;
    if (signal?.aborted) return 'stop';
    summary.read++;
    if ('reason' in read) {
      summary.failed.push({ place: read.place, reason: read.reason });
      return 'go on';
    }
    const state = await this.#stateOf(batch, read.document);
    if (state === undefined) return 'go on';
    if (batch.chosen >= (options.limit ?? Number.POSITIVE_INFINITY)) {
      // It is left for the next batch.
      summary.read--;
      summary.limitReached = true;
      return 'stop';
    }
    batch.chosen++;
    if (options.dryRun) {
      summary.classified++;
      if (state === 'offline') summary.again++;
    } else await this.#classify(batch, read.place, read.document, state);
    return 'go on';
  }

  /** How far a document is that is to be classified; undefined where it is passed over. */
  async #stateOf({ seen, summary }: Batch, document: IntelDocument): Promise<IntelState | undefined> {
    const hash = hashOf(document);
    const isCopy = seen.has(hash);
    seen.add(hash);
    const state = isCopy ? 'done' : await this.#store.stateOf(document);
    if (state === 'new' || (state === 'offline' && this.#hasModel)) return state;
    if (state === 'offline') summary.waiting++;
    else summary.skipped++;
    return undefined;
  }

  get #hasModel(): boolean {
    return this.#parts.model.id !== 'offline';
  }

  /** What goes wrong with one document is told, and the batch goes on; not without a database. */
  async #classify(batch: Batch, place: string, document: IntelDocument, state: IntelState): Promise<void> {
    const { summary, late } = batch;
    try {
      const byModel = await this.#askModel(batch, document);
      if (!byModel && state === 'offline') {
        summary.waiting++;
        return;
      }
      const classified = byModel ?? (await this.#offline.classify(document, late));
      await this.#store.save(document, classified);
      countClassified(summary, classified);
      if (state === 'offline') summary.again++;
    } catch (error) {
      if (late.aborted || isDatabaseUnavailable(error)) throw error;
      summary.failed.push({ place, reason: messageOf(error) });
      this.#parts.log.warn({ place, reason: messageOf(error) }, 'a document was not classified');
    }
  }

  /** Undefined when no model gives a classification, or none is asked any more. */
  async #askModel(batch: Batch, document: IntelDocument): Promise<ClassifiedBy | undefined> {
    const { summary, late } = batch;
    if (!this.#hasModel || summary.modelsGivenUp) return undefined;
    try {
      const classified = await classifyByModel(this.#parts.model, document, late);
      batch.inVain = 0;
      return classified;
    } catch (error) {
      if (late.aborted || !(error instanceof GoldsmithError) || error.code !== 'model-failed') throw error;
      summary.unanswered.documents++;
      summary.unanswered.lastReason = error.message;
      // A document that no model can make sense of says nothing of the next.
      batch.inVain = isUnreachable(error) ? batch.inVain + 1 : 0;
      summary.modelsGivenUp ||= batch.inVain >= MOST_IN_VAIN;
      return undefined;
    }
  }
}

/** Whether every model that was asked is at fault, and not the document. */
function isUnreachable(error: GoldsmithError): boolean {
  return error.cause instanceof AggregateError ? error.cause.errors.every(isModelsFault) : isModelsFault(error);
}

function addSpent(summary: BatchSummary, before: Spent, after: Spent): void {
  summary.tokens = after.tokens - before.tokens;
  summary.cost = after.cost - before.cost;
  summary.unpriced = after.unpriced - before.unpriced;
}
