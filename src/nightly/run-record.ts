import type { Database } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { NightReport } from './night-report.ts';
import type { StageRow } from './night-stage.ts';
import { RunLedger } from './run-ledger.ts';

/** Progress is written no more often, milliseconds. */
const LEAST_PAUSE_MS = 1_000;

/**
 * A run's rows while it works. Each write holds all that is known, so one that fails is made good by the next, and none holds up
 * the night or makes it fail.
 */
export class RunRecord {
  readonly #ledger: RunLedger;
  readonly #log: Logger;
  /** The run's number. */
  readonly id: number;
  readonly #report: NightReport;
  readonly #stages: StageRow[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #lastWritten = Number.NEGATIVE_INFINITY;
  #hasChanged = false;
  #hasEnded = false;

  private constructor(ledger: RunLedger, id: number, report: NightReport, log: Logger) {
    this.#ledger = ledger;
    this.id = id;
    this.#report = report;
    this.#log = log;
  }

  /**
   * Opens the rows of a run.
   * @param report read at each write, whatever the stages have filled in by then.
   * @throws GoldsmithError `database-unavailable`.
   */
  static async open(database: Database, report: NightReport, log: Logger): Promise<RunRecord> {
    const ledger = new RunLedger(database);
    return new RunRecord(ledger, await ledger.start(), report, log);
  }

  /** Takes up a stage, whose row the caller goes on to change. Written at once: there are few of them. */
  add(stage: StageRow): void {
    this.#stages.push(stage);
    this.#hasChanged = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule(0);
  }

  /** Something has changed, and is to be written soon. */
  touch(): void {
    this.#hasChanged = true;
    this.#schedule(Math.max(0, this.#lastWritten + LEAST_PAUSE_MS - performance.now()));
  }

  /**
   * Writes what the run came to, in place of all that was to be written of its course.
   * @throws GoldsmithError `database-unavailable`.
   */
  async finish(): Promise<void> {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#ledger.finish(this.id, this.#report, this.#stages);
  }

  /** One write at a time; what changes meanwhile is in the next. */
  #schedule(pauseMs: number): void {
    if (this.#timer || this.#writing || this.#hasEnded || !this.#hasChanged) return;
    this.#timer = setTimeout(() => this.#write(), pauseMs);
    this.#timer.unref();
  }

  #write(): void {
    this.#timer = undefined;
    this.#hasChanged = false;
    this.#writing = this.#ledger
      .write(this.id, this.#report, this.#stages)
      .catch((error) => this.#log.warn({ reason: messageOf(error) }, 'the progress of the night was not written'))
      .finally(() => {
        this.#writing = undefined;
        this.#lastWritten = performance.now();
        this.#schedule(LEAST_PAUSE_MS);
      });
  }
}
