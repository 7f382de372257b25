import { costOf, type Spent, subtractSpent } from '../models/spent.ts';
import type { NightReport } from './night-report.ts';
import { countsOf, type NightStage, type StageRow, type StageStatus } from './night-stage.ts';

/** A stage while it works: keeps its row up to date. */
export class RunningStage {
  readonly row: StageRow;
  readonly #report: NightReport;
  readonly #spent: () => Spent;
  readonly #start = performance.now();
  readonly #spentBefore: Spent;
  readonly #errorsBefore: number;

  /**
   * @param report filled in by the stage.
   * @param spent what the run has used of the night's model so far.
   */
  constructor(stage: NightStage, report: NightReport, spent: () => Spent) {
    this.#report = report;
    this.#spent = spent;
    this.#spentBefore = spent();
    this.#errorsBefore = report.errors.length;
    const nothing = { seconds: 0, counts: {}, tokens: 0, cost_usd: 0 };
    this.row = { stage, status: 'running', started_at: new Date(), ...nothing };
  }

  /** Whether the stage went on although something in it failed. */
  get hasErrors(): boolean {
    return this.#report.errors.length > this.#errorsBefore;
  }

  /** So many things are done, of so many. */
  progress(done: number, total: number): void {
    Object.assign(this.row, { done, total });
    this.#count();
  }

  /** @param error what ended it, if it did not come to its end by itself. */
  end(status: StageStatus, error?: string): void {
    this.#count();
    const errors = this.#report.errors.slice(this.#errorsBefore);
    if (error !== undefined) errors.push(error);
    this.row.status = status;
    this.row.error = errors.length > 0 ? errors.join('\n') : undefined;
  }

  #count(): void {
    const spent = subtractSpent(this.#spent(), this.#spentBefore);
    const seconds = (performance.now() - this.#start) / 1000;
    const counts = countsOf(this.row.stage, this.#report);
    Object.assign(this.row, { seconds, counts, tokens: spent.tokens, cost_usd: costOf(spent) });
  }
}
