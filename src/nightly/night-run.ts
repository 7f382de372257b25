import { messageOf } from '../errors.ts';
import type { QuestionToAnswer } from '../golden/golden-answer.ts';
import type { Logger } from '../log.ts';
import { costOf, type Spent } from '../models/spent.ts';
import type { NightBudget } from './night-budget.ts';
import type { NightReport } from './night-report.ts';
import type { NightStage } from './night-stage.ts';
import type { RunRecord } from './run-record.ts';
import { RunningStage } from './running-stage.ts';

/** How far a stage is. */
export interface NightProgress {
  stage: NightStage;
  done?: number;
  total?: number;
}

/** How a run is watched and stopped. */
export interface RunOptions {
  /** Stops the run at once, whatever it is at. */
  signal?: AbortSignal;
  /** Stops the run once the answer that is being written is saved; other stages break off where little is lost. */
  stopSoftly?: AbortSignal;
  onProgress?: (progress: NightProgress) => void;
}

/** What a report says of a run that was told to stop. */
export const RUN_STOPPED = 'The run was stopped.';

/** Tells how many things are done, of how many. */
export type CountProgress = (done: number, total: number) => void;

/** What a run is made of. */
export interface NightRunParts {
  /** Filled in by the stages. */
  report: NightReport;
  budget: NightBudget;
  /** What the run has used of the night's model so far. */
  spent: () => Spent;
  /** To be told what other processes have used that have a part in it; it counts as the run's. */
  onSpentElsewhere: (spent: Spent) => void;
  /** Absent in a dry run, which writes nothing. */
  record?: RunRecord;
  log: Logger;
}

/** A run as its stages see it. */
export class NightRun {
  readonly report: NightReport;
  /** Answers that stand and are due for another look. */
  due: readonly QuestionToAnswer[] = [];
  readonly budget: NightBudget;
  /** Aborted when the run is to stop at once. */
  readonly stopAtOnce: AbortSignal | undefined;
  /** Aborted when the run is to stop in whichever way: for what loses little by breaking off. */
  readonly signal: AbortSignal | undefined;
  /** See {@link NightRunParts}. */
  readonly onSpentElsewhere: (spent: Spent) => void;
  readonly #parts: NightRunParts;
  readonly #onProgress: (progress: NightProgress) => void;
  readonly #start = performance.now();

  constructor(parts: NightRunParts, { signal, stopSoftly, onProgress = () => {} }: RunOptions) {
    this.report = parts.report;
    this.budget = parts.budget;
    this.onSpentElsewhere = parts.onSpentElsewhere;
    this.stopAtOnce = signal;
    const signals = [signal, stopSoftly].filter((one) => one !== undefined);
    this.signal = signals.length > 0 ? AbortSignal.any(signals) : undefined;
    this.#parts = parts;
    this.#onProgress = onProgress;
  }

  /** Asked between two answers: why there are to be no more, or undefined to go on. */
  readonly shouldStop = (): string | undefined => (this.signal?.aborted ? RUN_STOPPED : this.budget.whyStop());

  /**
   * Does a stage, and records what it did, however it ends.
   * @throws the signal's reason when the run is to stop; what the stage throws.
   */
  async stage<T>(name: NightStage, work: (onProgress: CountProgress) => Promise<T>): Promise<T> {
    this.signal?.throwIfAborted();
    const stage = this.#begin(name);
    try {
      const result = await work((done, total) => this.#progress(stage, done, total));
      stage.end(stage.hasErrors ? 'partial' : 'success');
      return result;
    } catch (error) {
      stage.end(this.signal?.aborted ? 'stopped' : 'failed', messageOf(error));
      throw error;
    } finally {
      this.#end(stage);
    }
  }

  /** Counts what the run has taken so far. */
  count(): void {
    const { report, spent } = this.#parts;
    report.tokens = spent().tokens;
    report.cost = costOf(spent());
    report.seconds = (performance.now() - this.#start) / 1000;
  }

  #begin(name: NightStage): RunningStage {
    const { report, spent, record, log } = this.#parts;
    const stage = new RunningStage(name, report, spent);
    log.debug({ stage: name }, 'a stage of the night begins');
    this.count();
    record?.add(stage.row);
    this.#onProgress({ stage: name });
    return stage;
  }

  #progress(stage: RunningStage, done: number, total: number): void {
    const { record, log } = this.#parts;
    stage.progress(done, total);
    log.debug({ stage: stage.row.stage, done, total }, 'the night goes on');
    this.count();
    record?.touch();
    this.#onProgress({ stage: stage.row.stage, done, total });
  }

  #end({ row: { stage, status, seconds } }: RunningStage): void {
    this.report.stageSeconds[stage] = seconds;
    this.#parts.log.debug({ stage, status, seconds }, 'a stage of the night ended');
    this.count();
    this.#parts.record?.touch();
  }
}
