import type { ConversationService } from '../conversations/conversation-service.ts';
import type { CulturalRagService } from '../culture/cultural-rag-service.ts';
import type { Database } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import type { KnowledgeService } from '../knowledge/knowledge-service.ts';
import type { Logger } from '../log.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import type { LanguageModel } from '../models/language-model.ts';
import { clusterPhrasings, type MinedClusters } from './cluster-phrasings.ts';
import { embedPhrasings, type NightPhrasing } from './embed-phrasings.ts';
import type { NightOptions } from './night-options.ts';
import { emptyReport, type NightReport, type NightStage } from './night-report.ts';
import { answerTasks, pickClusters } from './pick-clusters.ts';
import { type NightQuestions, readQuestions } from './read-questions.ts';
import { refreshCulture } from './refresh-culture.ts';
import { RunLedger } from './run-ledger.ts';
import { trainAndPublish } from './train-and-publish.ts';
import { writeAnswers } from './write-answers.ts';

/** What a night works with. */
export interface NightlyWorkerParts {
  database: Database;
  embedder: Embedder;
  detector: LanguageDetector;
  conversations: ConversationService;
  knowledge: KnowledgeService;
  golden: GoldenAnswerService;
  culture: CulturalRagService;
  /** Writes the answers. */
  model: LanguageModel;
  /** The share of served answers that may be wrong. */
  maxWrong: number;
  log: Logger;
}

/** How far a stage is. */
export interface NightProgress {
  stage: NightStage;
  done?: number;
  total?: number;
}

/** How a run is watched and stopped. */
export interface RunOptions {
  signal?: AbortSignal;
  onProgress?: (progress: NightProgress) => void;
}

const DAY_MS = 86_400_000;

/**
 * One night: what people asked becomes golden answers. Each stage keeps what it has done, and only the last step makes it
 * serve, so a night that is killed at any point serves nothing half-made and the next run carries on.
 */
export class NightlyWorker {
  readonly #parts: NightlyWorkerParts;

  constructor(parts: NightlyWorkerParts) {
    this.#parts = parts;
  }

  /**
   * Runs a night and records it. A failure inside it is a report of status `partial` or `failed`, not an exception.
   * @throws GoldsmithError `database-unavailable` when the run cannot even be recorded.
   */
  async run(options: NightOptions, watch: RunOptions = {}): Promise<NightReport> {
    const report = emptyReport(options.dryRun);
    const ledger = new RunLedger(this.#parts.database);
    const run = options.dryRun ? undefined : await ledger.start();
    const start = performance.now();
    try {
      await this.#work(options, report, watch);
      report.status = report.errors.length > 0 ? 'partial' : 'success';
    } catch (error) {
      report.status = watch.signal?.aborted ? 'partial' : 'failed';
      report.errors.push(watch.signal?.aborted ? 'The run was stopped.' : messageOf(error));
      this.#parts.log.error({ reason: messageOf(error) }, 'the night did not end well');
    }
    report.seconds = (performance.now() - start) / 1000;
    if (run !== undefined) await ledger.finish(run, report);
    return report;
  }

  async #work(options: NightOptions, report: NightReport, watch: RunOptions): Promise<void> {
    const questions = await this.#stage('read', report, watch, () => this.#read(options, report, watch));
    const phrasings = await this.#stage('embed', report, watch, (onProgress) =>
      this.#embed(questions, options, report, watch, onProgress),
    );
    const mined = await this.#stage('cluster', report, watch, () => this.#cluster(phrasings, options, report, watch));
    const picked = this.#pick(mined, options, report);
    if (options.dryRun) return;
    await this.#stage('write', report, watch, (onProgress) => this.#write(picked, report, watch, onProgress));
    await this.#stage('train', report, watch, () => this.#trainAndPublish(mined, report));
    if (options.regenerateCultural)
      await this.#stage('culture', report, watch, () => this.#refreshCulture(report, watch));
  }

  async #read({ until, days }: NightOptions, report: NightReport, { signal }: RunOptions): Promise<NightQuestions> {
    const window = { from: new Date(until.getTime() - days * DAY_MS), until };
    const questions = await readQuestions(this.#parts.conversations, window, signal);
    report.analysed = questions.read;
    report.left = questions.left;
    report.distinct = questions.folded.length;
    return questions;
  }

  async #embed(
    { folded }: NightQuestions,
    { dryRun }: NightOptions,
    _report: NightReport,
    { signal }: RunOptions,
    onProgress: (done: number, total: number) => void,
  ): Promise<NightPhrasing[]> {
    return embedPhrasings(this.#parts, folded, { dryRun, signal, onProgress });
  }

  async #cluster(
    phrasings: NightPhrasing[],
    { clustering, dryRun }: NightOptions,
    report: NightReport,
    { signal }: RunOptions,
  ): Promise<MinedClusters> {
    const mined = await clusterPhrasings(this.#parts.database, phrasings, clustering, { dryRun, signal });
    const largest = Math.max(0, ...mined.clusters.map((cluster) => cluster.phrasings.length));
    report.clusters = mined.clusters.length;
    report.outliers = mined.outliers.length;
    report.largestClusterShare = largest / Math.max(1, phrasings.length);
    report.changes = mined.changes;
    return mined;
  }

  #pick(
    { clusters }: MinedClusters,
    { maxGolden }: NightOptions,
    report: NightReport,
  ): ReturnType<typeof pickClusters> {
    const picked = pickClusters(clusters, maxGolden);
    report.picked = picked.map(({ canonical, asked, users }) => ({
      question: canonical.text,
      language: canonical.language ?? null,
      asked,
      users,
    }));
    return picked;
  }

  async #write(
    picked: ReturnType<typeof pickClusters>,
    report: NightReport,
    { signal }: RunOptions,
    onProgress: (done: number, total: number) => void,
  ): Promise<void> {
    const written = await writeAnswers(this.#parts, picked.flatMap(answerTasks), { signal, onProgress });
    report.created = written.created;
    report.updated = written.updated;
    report.kept = written.kept;
    report.gaps = written.gaps;
    report.tokens += written.tokens;
    report.errors.push(...written.errors);
  }

  async #trainAndPublish(mined: MinedClusters, report: NightReport): Promise<void> {
    const { database, golden, embedder, maxWrong } = this.#parts;
    const trained = await trainAndPublish({ database, golden, embeddingModel: embedder.id, maxWrong }, mined);
    report.matcher = trained.report;
    report.matcherReplaced = trained.replaced;
  }

  /** What is published stands, whether or not this works out: a failure here is a line in the report. */
  async #refreshCulture(report: NightReport, { signal }: RunOptions): Promise<void> {
    try {
      const refreshed = await refreshCulture(this.#parts.culture, this.#parts.model, signal);
      report.culturalChunks = refreshed.regenerated;
      report.tokens += refreshed.tokens;
    } catch (error) {
      if (signal?.aborted) throw error;
      report.errors.push(messageOf(error));
    }
  }

  async #stage<T>(
    stage: NightStage,
    report: NightReport,
    { signal, onProgress }: RunOptions,
    work: (onProgress: (done: number, total: number) => void) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    onProgress?.({ stage });
    const start = performance.now();
    try {
      return await work((done, total) => onProgress?.({ stage, done, total }));
    } finally {
      report.stageSeconds[stage] = (performance.now() - start) / 1000;
    }
  }
}
