import type { ConversationService } from '../conversations/conversation-service.ts';
import type { CulturalRagService } from '../culture/cultural-rag-service.ts';
import type { Database } from '../database/database.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { QuestionToAnswer } from '../golden/golden-answer.ts';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import { lookupSpool } from '../golden/lookup-recorder.ts';
import {
  checkAllAnswers,
  countStale,
  type ExternalSources,
  readStaleAnswers,
  removeUnaskedStale,
} from '../golden/stale-answers.ts';
import type { KnowledgeSearch } from '../knowledge/knowledge-search.ts';
import type { Logger } from '../log.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { Spent } from '../models/model-call-recorder.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { checkHits } from './check-hits.ts';
import { clusterPhrasings, type MinedClusters, type NightCluster, type NightJudge } from './cluster-phrasings.ts';
import { embedPhrasings, type NightPhrasing } from './embed-phrasings.ts';
import { findDueAnswers } from './find-due-answers.ts';
import { type FoundSubjects, findSubjects } from './find-subjects.ts';
import type { NightOptions } from './night-options.ts';
import { emptyReport, type NightReport, type NightStage, type PickedQuestion } from './night-report.ts';
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
  /** Asked whether later chunks answer better; absent where answers come from elsewhere. */
  knowledge?: KnowledgeSearch;
  /** Where answers come from that tells nobody of its changes, if anywhere. */
  external?: ExternalSources;
  /** Rewrites cultural chunks. */
  model: LanguageModel;
  /** What the night's model has used so far; absent where none is asked. */
  spent?: () => Spent;
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
interface Run {
  /** Filled in by the stages. */
  report: NightReport;
  /** Answers that stand and are due for another look. */
  due: readonly QuestionToAnswer[];
  signal: AbortSignal | undefined;
  onProgress: (progress: NightProgress) => void;
}

/** A run that is a whole night. */
interface Night extends Run {
  options: NightOptions;
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
    return this.#recorded(emptyReport(options.dryRun), watch, (run) => this.#work({ ...run, options }));
  }

  /**
   * Rewrites the answers that are stale, and nothing else: no question is read, nothing is trained. Recorded as a run.
   * @throws GoldsmithError `database-unavailable` when the run cannot even be recorded; `night-runs`.
   */
  async rewriteStale({ dryRun }: Pick<NightOptions, 'dryRun'>, watch: RunOptions = {}): Promise<NightReport> {
    const report = { ...emptyReport(dryRun), onlyStale: true };
    return this.#recorded(report, watch, async (run) => {
      await this.#findStale(run);
      const stale = await readStaleAnswers(this.#parts.database);
      report.picked = stale.map(toPicked);
      if (!dryRun)
        await this.#stage(run, 'write', (onProgress) => this.#write(run, [...stale, ...run.due], onProgress));
    });
  }

  /** A dry run writes nothing, so it may run beside a night. */
  async #recorded(report: NightReport, watch: RunOptions, work: (run: Run) => Promise<void>): Promise<NightReport> {
    if (report.dryRun) return this.#recordedAlone(report, watch, work);
    const lock = await this.#parts.database.tryLock('night');
    if (!lock) throw anotherRuns();
    try {
      return await this.#recordedAlone(report, watch, work);
    } finally {
      await lock.release();
    }
  }

  async #recordedAlone(
    report: NightReport,
    watch: RunOptions,
    work: (run: Run) => Promise<void>,
  ): Promise<NightReport> {
    const { signal, onProgress = () => {} } = watch;
    const ledger = new RunLedger(this.#parts.database);
    const run = report.dryRun ? undefined : await ledger.start();
    const start = performance.now();
    const spentBefore = this.#parts.spent?.();
    try {
      await work({ report, due: [], signal, onProgress });
      report.status = report.errors.length > 0 ? 'partial' : 'success';
    } catch (error) {
      report.status = signal?.aborted ? 'partial' : 'failed';
      report.errors.push(signal?.aborted ? 'The run was stopped.' : messageOf(error));
      this.#parts.log.error({ reason: messageOf(error) }, 'the night did not end well');
    }
    report.seconds = (performance.now() - start) / 1000;
    if (spentBefore) addSpent(report, spentBefore, this.#parts.spent?.() ?? spentBefore);
    if (run !== undefined) await ledger.finish(run, report);
    return report;
  }

  async #work(night: Night): Promise<void> {
    await this.#findStale(night);
    const questions = await this.#stage(night, 'read', () => this.#read(night));
    const phrasings = await this.#stage(night, 'embed', (onProgress) => this.#embed(night, questions, onProgress));
    const mined = await this.#stage(night, 'cluster', (onProgress) => this.#cluster(night, phrasings, onProgress));
    const subjects = await this.#stage(night, 'subjects', () => this.#findSubjects(night, mined));
    const picked = await this.#pick(night, mined, subjects);
    if (night.options.dryRun) return;
    await this.#stage(night, 'write', (onProgress) => this.#writePicked(night, picked, onProgress));
    await this.#stage(night, 'train', () => this.#trainAndPublish(night, mined));
    await this.#stage(night, 'check', () => this.#checkHits(night));
    if (night.options.regenerateCultural) await this.#stage(night, 'culture', () => this.#refreshCulture(night));
  }

  /**
   * Finds the answers whose sources have changed. Sources elsewhere that cannot be asked are a line in the report, and what
   * rests on them is served on.
   */
  async #findStale(run: Run): Promise<void> {
    const { database, external } = this.#parts;
    const { report, signal } = run;
    if (!report.dryRun) {
      await this.#stage(run, 'stale', async () => {
        await checkAllAnswers(database);
        if (!external) return;
        await checkAllAnswers(database, external, signal).catch((error) => {
          if (signal?.aborted) throw error;
          report.errors.push(`Sources in ${external.store} were not checked for changes: ${messageOf(error)}`);
        });
      });
    }
    report.stale.found = await countStale(database);
    await this.#findDue(run);
  }

  /** Finds the answers that later pages may answer better; where that fails they stand. */
  async #findDue(run: Run): Promise<void> {
    const { database, knowledge } = this.#parts;
    const { report, signal } = run;
    if (!knowledge) return;
    try {
      run.due = await findDueAnswers(database, knowledge, { dryRun: report.dryRun, signal });
      report.lookedAgain.found = run.due.length;
    } catch (error) {
      if (signal?.aborted) throw error;
      report.errors.push(`Answers were not compared with later pages: ${messageOf(error)}`);
    }
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

  /** Writes the answers that are missing, and those that are stale, however few asked for them in this window. */
  async #writePicked(night: Night, picked: NightCluster[], onProgress: CountProgress): Promise<void> {
    const chosen = new Set(picked.map(({ id }) => id));
    const stale = (await readStaleAnswers(this.#parts.database)).filter(({ id }) => !chosen.has(id));
    await this.#write(night, [...picked, ...stale, ...night.due], onProgress);
  }

  async #write(
    { report, signal }: Run,
    questions: readonly QuestionToAnswer[],
    onProgress: CountProgress,
  ): Promise<void> {
    const { database } = this.#parts;
    const written = await writeAnswers(this.#parts, questions, { signal, onProgress });
    // A page may have changed while the answer was being written.
    await checkAllAnswers(database);
    report.created = written.created;
    report.updated = written.updated;
    report.kept += written.kept;
    report.lookedAgain.replaced = written.replaced;
    report.withdrawn = written.withdrawn + (await removeUnaskedStale(database));
    report.gaps = written.gaps;
    report.errors.push(...written.errors);
    report.stale.left = await countStale(database);
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
    const { database, golden, conversations, judge, model } = this.#parts;
    try {
      await lookupSpool(database).enterAll();
      if (judge && judge.budget > 0)
        report.checkedHits = await checkHits(
          { database, judge: judge.judge, model: model.id, judgeError: report.judgeError, atOnce: judge.atOnce },
          signal,
        );
      await golden.forgetOldQuestions();
      await conversations.forgetOldErasures();
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
      report.culturalRefused = refreshed.refused;
      signal?.throwIfAborted();
      if (refreshed.error) report.errors.push(refreshed.error);
    } catch (error) {
      if (signal?.aborted) throw error;
      report.errors.push(messageOf(error));
    }
  }

  async #stage<T>(run: Run, stage: NightStage, work: (onProgress: CountProgress) => Promise<T>): Promise<T> {
    run.signal?.throwIfAborted();
    run.onProgress({ stage });
    const start = performance.now();
    try {
      return await work((done, total) => run.onProgress({ stage, done, total }));
    } finally {
      run.report.stageSeconds[stage] = (performance.now() - start) / 1000;
    }
  }
}

/** What a run used: its answers, its judge and all that failed. */
function addSpent(report: NightReport, before: Spent, after: Spent): void {
  report.tokens = after.tokens - before.tokens;
  report.cost = after.unpriced > before.unpriced ? undefined : after.cost - before.cost;
}

function toPicked({ canonical, language, asked, users }: QuestionToAnswer): PickedQuestion {
  const languages = language ? [language] : [];
  return { question: canonical.text, language, asked, users, subject: { languages, asked, users } };
}

function anotherRuns(): GoldsmithError {
  const message = 'Another night is running on this database. Try again when it has ended.';
  return new GoldsmithError('night-runs', message, { retryable: true });
}
