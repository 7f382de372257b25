import type { ConversationService } from '../conversations/conversation-service.ts';
import type { CulturalRagService } from '../culture/cultural-rag-service.ts';
import type { Database } from '../database/database.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import type { Logger } from '../log.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { checkHits } from './check-hits.ts';
import { clusterPhrasings, type MinedClusters, type NightCluster, type NightJudge } from './cluster-phrasings.ts';
import { embedPhrasings, type NightPhrasing } from './embed-phrasings.ts';
import { type FoundSubjects, findSubjects } from './find-subjects.ts';
import type { NightOptions } from './night-options.ts';
import { emptyReport, type NightReport, type NightStage } from './night-report.ts';
import { pickClusters, readAnswerStates } from './pick-clusters.ts';
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
  golden: GoldenAnswerService;
  culture: CulturalRagService;
  writer: AnswerWriter;
  /** Asked whether two questions mean the same, where there is one that can tell. */
  judge?: NightJudge;
  /** Rewrites cultural chunks. */
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

/** A run as its stages see it. */
interface Night {
  options: NightOptions;
  /** Filled in by the stages. */
  report: NightReport;
  signal: AbortSignal | undefined;
  onProgress: (progress: NightProgress) => void;
}

type CountProgress = (done: number, total: number) => void;

const DAY_MS = 86_400_000;

/**
 * One night: what people asked becomes golden answers. Each stage keeps what it has done, and only the training's last step
 * makes it serve, so a night that is killed at any point serves nothing half-made and the next run carries on.
 */
export class NightlyWorker {
  readonly #parts: NightlyWorkerParts;

  constructor(parts: NightlyWorkerParts) {
    this.#parts = parts;
  }

  /**
   * Runs a night and records it. A failure inside it is a report of status `partial` or `failed`, not an exception.
   * @throws GoldsmithError `database-unavailable` when the run cannot even be recorded; `night-runs` while another night is
   * on the same database: both would make clusters of the same questions.
   */
  async run(options: NightOptions, watch: RunOptions = {}): Promise<NightReport> {
    // A dry run writes nothing, so it may run beside a night.
    if (options.dryRun) return this.#runAlone(options, watch);
    const lock = await this.#parts.database.tryLock('night');
    if (!lock)
      throw new GoldsmithError(
        'night-runs',
        'Another night is running on this database. Try again when it has ended.',
        {
          retryable: true,
        },
      );
    try {
      return await this.#runAlone(options, watch);
    } finally {
      await lock.release();
    }
  }

  async #runAlone(options: NightOptions, watch: RunOptions): Promise<NightReport> {
    const night: Night = {
      options,
      report: emptyReport(options.dryRun),
      signal: watch.signal,
      onProgress: watch.onProgress ?? (() => {}),
    };
    const { report } = night;
    const ledger = new RunLedger(this.#parts.database);
    const run = options.dryRun ? undefined : await ledger.start();
    const start = performance.now();
    try {
      await this.#work(night);
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

  async #work(night: Night): Promise<void> {
    const questions = await this.#stage(night, 'read', () => this.#read(night));
    const phrasings = await this.#stage(night, 'embed', (onProgress) => this.#embed(night, questions, onProgress));
    const mined = await this.#stage(night, 'cluster', (onProgress) => this.#cluster(night, phrasings, onProgress));
    const subjects = await this.#stage(night, 'subjects', () => this.#findSubjects(night, mined));
    const picked = await this.#pick(night, mined, subjects);
    if (night.options.dryRun) return;
    await this.#stage(night, 'write', (onProgress) => this.#write(night, picked, onProgress));
    await this.#stage(night, 'train', () => this.#trainAndPublish(night, mined));
    await this.#stage(night, 'check', () => this.#checkHits(night));
    if (night.options.regenerateCultural) await this.#stage(night, 'culture', () => this.#refreshCulture(night));
  }

  /** Reads the window, redacts, folds. */
  async #read({ options, report, signal }: Night): Promise<NightQuestions> {
    const window = { from: new Date(options.until.getTime() - options.days * DAY_MS), until: options.until };
    const questions = await readQuestions(this.#parts.conversations, window, signal);
    report.analysed = questions.read;
    report.left = questions.left;
    report.distinct = questions.folded.length;
    return questions;
  }

  /** Embeds what is new. */
  async #embed(
    { options, signal }: Night,
    { folded }: NightQuestions,
    onProgress: CountProgress,
  ): Promise<NightPhrasing[]> {
    return embedPhrasings(this.#parts, folded, { dryRun: options.dryRun, signal, onProgress });
  }

  /** Clusters, and keeps the ids of last night's clusters. */
  async #cluster(
    { options, report, signal }: Night,
    phrasings: NightPhrasing[],
    onProgress: CountProgress,
  ): Promise<MinedClusters> {
    const { dryRun, clustering } = options;
    const judge = dryRun ? undefined : this.#parts.judge;
    const mined = await clusterPhrasings(this.#parts.database, phrasings, clustering, {
      dryRun,
      judge,
      maxWrong: this.#parts.maxWrong,
      signal,
      onProgress,
    });
    report.judgeCalls = mined.judged?.calls ?? 0;
    report.judgeRemembered = mined.judged?.remembered ?? 0;
    report.judgeError = mined.judged?.error;
    report.judgeOmitted = mined.judgeOmitted;
    if (mined.judgeFailure) report.errors.push(mined.judgeFailure);
    const largest = Math.max(0, ...mined.clusters.map((cluster) => cluster.phrasings.length));
    report.clusters = mined.clusters.length;
    report.outliers = mined.outliers.length;
    report.largestClusterShare = largest / Math.max(1, phrasings.length);
    report.changes = mined.changes;
    report.cut = mined.cut;
    return mined;
  }

  /** Finds which clusters ask the same question in different languages. */
  async #findSubjects({ options, report, signal }: Night, mined: MinedClusters): Promise<FoundSubjects> {
    const { database, judge } = this.#parts;
    // What clustering has left of the judge's budget.
    const rest = judge && mined.judged && { judge: judge.judge, budget: judge.budget - mined.judged.calls };
    const found = await findSubjects(database, mined.clusters, { dryRun: options.dryRun, judge: rest, signal });
    report.judgeCalls += found.judgeCalls;
    report.subjects = { found: found.subjects.length, clusters: found.demand.size, judgeCalls: found.judgeCalls };
    if (found.judgeFailure)
      report.errors.push(`Subjects were not checked by the night's model to the end: ${found.judgeFailure}`);
    return found;
  }

  /** Picks the clusters with most demand, over all languages, among those without an answer that stands. */
  async #pick(
    { options, report }: Night,
    { clusters }: MinedClusters,
    subjects: FoundSubjects,
  ): Promise<NightCluster[]> {
    const states = await readAnswerStates(this.#parts.database);
    const { picked, kept } = pickClusters(clusters, states, options.maxGolden, subjects.demand);
    report.kept = kept;
    report.picked = picked.map(({ cluster: { canonical, language, asked, users }, demand }) => ({
      ...{ question: canonical.text, language, asked, users },
      subject: demand,
    }));
    return picked.map(({ cluster }) => cluster);
  }

  /** Writes the answers that are missing or whose sources have changed. */
  async #write({ report, signal }: Night, picked: NightCluster[], onProgress: CountProgress): Promise<void> {
    const written = await writeAnswers(this.#parts, picked, { signal, onProgress });
    report.created = written.created;
    report.updated = written.updated;
    report.kept += written.kept;
    report.withdrawn = written.withdrawn;
    report.gaps = written.gaps;
    report.tokens += written.tokens;
    report.errors.push(...written.errors);
  }

  /** Trains the matcher and publishes the night. */
  async #trainAndPublish({ report, signal }: Night, mined: MinedClusters): Promise<void> {
    const { database, golden, embedder, maxWrong } = this.#parts;
    const trained = await trainAndPublish({ database, golden, embedder, maxWrong }, mined, signal);
    report.matcher = trained.report;
    report.matcherReplaced = trained.replaced;
  }

  /** Checks a sample of what was served since last night, and forgets old questions. A failure is a line in the report. */
  async #checkHits({ report, signal }: Night): Promise<void> {
    const { database, golden, judge, model } = this.#parts;
    try {
      if (judge && judge.budget > 0)
        report.checkedHits = await checkHits(
          { database, judge: judge.judge, model: model.id, judgeError: report.judgeError, atOnce: judge.atOnce },
          signal,
        );
      await golden.forgetOldQuestions();
    } catch (error) {
      if (signal?.aborted) throw error;
      report.errors.push(`Hits were not checked: ${messageOf(error)}`);
    }
  }

  /** Rewrites the cultural chunks. What is published stands, whether or not this works out: a failure is a line in the report. */
  async #refreshCulture({ report, signal }: Night): Promise<void> {
    try {
      const refreshed = await refreshCulture(this.#parts.culture, this.#parts.model, signal);
      report.culturalChunks = refreshed.regenerated;
      report.tokens += refreshed.tokens;
      if (refreshed.error) report.errors.push(refreshed.error);
    } catch (error) {
      if (signal?.aborted) throw error;
      report.errors.push(messageOf(error));
    }
  }

  async #stage<T>(night: Night, stage: NightStage, work: (onProgress: CountProgress) => Promise<T>): Promise<T> {
    night.signal?.throwIfAborted();
    night.onProgress({ stage });
    const start = performance.now();
    try {
      return await work((done, total) => night.onProgress({ stage, done, total }));
    } finally {
      night.report.stageSeconds[stage] = (performance.now() - start) / 1000;
    }
  }
}
