import { messageOf } from '../errors.ts';
import type { QuestionToAnswer } from '../golden/golden-answer.ts';
import { readStaleAnswers } from '../golden/stale-answers.ts';
import { clusterPhrasings, type MinedClusters, type NightCluster, type NightJudge } from './cluster-phrasings.ts';
import { embedPhrasings, type NightPhrasing } from './embed-phrasings.ts';
import { findStale } from './find-stale.ts';
import { type FoundSubjects, findSubjects } from './find-subjects.ts';
import { judgeWithinRun } from './judge-within-run.ts';
import { lookBack } from './look-back.ts';
import type { NightOptions } from './night-options.ts';
import type { NightParts } from './night-parts.ts';
import { emptyReport, type NightReport, type PickedQuestion } from './night-report.ts';
import type { CountProgress, NightRun, RunOptions } from './night-run.ts';
import { pickClusters, readAnswerStates } from './pick-clusters.ts';
import { type NightQuestions, readQuestions } from './read-questions.ts';
import { recordNight } from './record-night.ts';
import { refreshCulture } from './refresh-culture.ts';
import { trainAndPublish } from './train-and-publish.ts';
import { writeUntilStopped } from './write-until-stopped.ts';

/** A run that is a whole night. */
interface Night {
  run: NightRun;
  report: NightReport;
  options: NightOptions;
  signal: AbortSignal | undefined;
}

const DAY_MS = 86_400_000;

/**
 * One night: what people asked becomes golden answers. Each stage keeps what it has done, and only the training's last step
 * makes it serve, so a night that is killed at any point serves nothing half-made and the next run carries on.
 */
export class NightlyWorker {
  readonly #parts: NightParts;

  constructor(parts: NightParts) {
    this.#parts = parts;
  }

  /**
   * Runs a night and records it. A failure inside it is a report of status `partial` or `failed`, not an exception.
   * @throws GoldsmithError `database-unavailable` when the run cannot even be begun; `night-runs` while another night is
   * on the same database: both would make clusters of the same questions; `bad-setting` for a budget that cannot be kept.
   */
  async run(options: NightOptions, watch: RunOptions = {}): Promise<NightReport> {
    const report = emptyReport(options.dryRun);
    return recordNight(this.#parts, report, options.budget, watch, (run) =>
      this.#work({ run, report, options, signal: run.signal }),
    );
  }

  /**
   * Rewrites the answers that are stale, and nothing else: no question is read, nothing is trained. Recorded as a run.
   * @throws GoldsmithError as {@link run}.
   */
  async rewriteStale(
    { dryRun, budget }: Pick<NightOptions, 'dryRun' | 'budget'>,
    watch: RunOptions = {},
  ): Promise<NightReport> {
    const report = { ...emptyReport(dryRun), onlyStale: true };
    return recordNight(this.#parts, report, budget, watch, async (run) => {
      await findStale(this.#parts, run);
      const stale = await readStaleAnswers(this.#parts.database);
      report.picked = stale.map(toPicked);
      if (!dryRun)
        await run.stage('write', (onProgress) =>
          writeUntilStopped(this.#parts, run, [...stale, ...run.due], onProgress),
        );
    });
  }

  async #work(night: Night): Promise<void> {
    const { run } = night;
    await findStale(this.#parts, run);
    const questions = await run.stage('read', () => this.#read(night));
    const phrasings = await run.stage('embed', (onProgress) => this.#embed(night, questions, onProgress));
    const mined = await run.stage('cluster', (onProgress) => this.#cluster(night, phrasings, onProgress));
    const subjects = await run.stage('subjects', () => this.#findSubjects(night, mined));
    const picked = await this.#pick(night, mined, subjects);
    if (night.options.dryRun) return;
    await run.stage('write', (onProgress) => this.#writePicked(night, picked, onProgress));
    await run.stage('train', () => this.#trainAndPublish(night, mined));
    await run.stage('check', () => this.#checkHits(night));
    if (night.options.regenerateCultural) await run.stage('culture', () => this.#refreshCulture(night));
  }

  /** Reads the window, redacts, folds. */
  async #read({ options, report, signal }: Night): Promise<NightQuestions> {
    const window = { from: new Date(options.until.getTime() - options.days * DAY_MS), until: options.until };
    const questions = await readQuestions(this.#parts.conversations, window, signal);
    report.analysed = questions.read;
    report.left = questions.left;
    report.distinct = questions.folded.length;
    if (questions.read === 0) {
      const last = await this.#parts.conversations.lastBefore(window.until);
      report.emptyWindow = {
        from: window.from.toISOString(),
        until: window.until.toISOString(),
        lastBefore: last?.toISOString() ?? null,
      };
    }
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
    { run, options, report, signal }: Night,
    phrasings: NightPhrasing[],
    onProgress: CountProgress,
  ): Promise<MinedClusters> {
    const { dryRun, clustering } = options;
    const judge = dryRun ? undefined : this.#judgeFor(run);
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
  async #findSubjects({ run, options, report, signal }: Night, mined: MinedClusters): Promise<FoundSubjects> {
    const { database } = this.#parts;
    const judge = this.#judgeFor(run);
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
    await writeUntilStopped(this.#parts, night.run, [...picked, ...stale, ...night.run.due], onProgress);
  }

  /** Trains the matcher and publishes the night. */
  async #trainAndPublish({ report, signal }: Night, mined: MinedClusters): Promise<void> {
    const { database, golden, embedder, maxWrong } = this.#parts;
    const trained = await trainAndPublish({ database, golden, embedder, maxWrong }, mined, signal);
    report.matcher = trained.report;
    report.matcherReplaced = trained.replaced;
    report.heardTooFew = trained.heardTooFew;
  }

  /** Checks what was served since last night; once the budget is used up there is nobody to ask. */
  async #checkHits({ run }: Night): Promise<void> {
    await lookBack(this.#parts, run, run.budget.reached ? undefined : this.#judgeFor(run));
  }

  /** Rewrites the cultural chunks. What is published stands, whether or not this works out: a failure is a line in the report. */
  async #refreshCulture({ run, report, signal }: Night): Promise<void> {
    const { shouldStop, stopAtOnce } = run;
    try {
      const refreshed = await refreshCulture(this.#parts.culture, this.#parts.model, {
        signal: stopAtOnce,
        shouldStop,
      });
      report.culturalChunks = refreshed.regenerated;
      report.culturalRefused = refreshed.refused;
      signal?.throwIfAborted();
      if (refreshed.error) report.errors.push(refreshed.error);
    } catch (error) {
      if (signal?.aborted) throw error;
      report.errors.push(messageOf(error));
    }
  }

  /** The judge, where there is one, for as long as the run goes on and its budget lasts. */
  #judgeFor(run: NightRun): NightJudge | undefined {
    return this.#parts.judge && judgeWithinRun(this.#parts.judge, run);
  }
}

function toPicked({ canonical, language, asked, users }: QuestionToAnswer): PickedQuestion {
  const languages = language ? [language] : [];
  return { question: canonical.text, language, asked, users, subject: { languages, asked, users } };
}
