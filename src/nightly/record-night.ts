import type { Database } from '../database/database.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { addSpent, NOTHING_SPENT, type Spent, subtractSpent } from '../models/spent.ts';
import { type BudgetLimits, NightBudget, refuseUnknownCost } from './night-budget.ts';
import type { NightReport } from './night-report.ts';
import { NightRun, RUN_STOPPED, type RunOptions } from './night-run.ts';
import { RunRecord } from './run-record.ts';
import { watchForStop } from './watch-for-stop.ts';

/** What recording a run needs. */
export interface RecordingParts {
  database: Database;
  /** What the night's model has used in this process since it began; absent where none is asked. */
  spent?: () => Spent;
  /** The night's models whose price is not known; none unless set. */
  unpriced?: readonly string[];
  log: Logger;
}

/**
 * Does a run's work under the night's lock, and records it as it goes. A failure inside it is a report of status `partial` or
 * `failed`, not an exception. A dry run writes nothing, so it may go beside a night.
 * @param report filled in by the work.
 * @throws GoldsmithError `database-unavailable` when the run cannot even be begun; `night-runs` while another night is on the same
 * database; `bad-setting` for a budget that cannot be kept.
 */
export async function recordNight(
  parts: RecordingParts,
  report: NightReport,
  limits: BudgetLimits | undefined,
  watch: RunOptions,
  work: (run: NightRun) => Promise<void>,
): Promise<NightReport> {
  refuseUnknownCost(limits ?? {}, parts.unpriced ?? []);
  if (report.dryRun) return workThrough(createRun(parts, report, limits, watch), parts.log, work);
  const { database, log } = parts;
  const lock = await database.tryLock('night');
  if (!lock) throw anotherRuns();
  try {
    const record = await RunRecord.open(database, report, log);
    const stop = watchForStop(database, record.id);
    const watched = { ...watch, stopSoftly: eitherOf(watch.stopSoftly, stop.signal) };
    await workThrough(createRun(parts, report, limits, watched, record), log, work).finally(stop.end);
    await record.finish().catch((error) => noteUnrecorded(report, error, log));
    return report;
  } finally {
    await lock.release();
  }
}

function eitherOf(one: AbortSignal | undefined, other: AbortSignal): AbortSignal {
  return one ? AbortSignal.any([one, other]) : other;
}

function createRun(
  { spent = () => NOTHING_SPENT, log }: RecordingParts,
  report: NightReport,
  limits: BudgetLimits = {},
  watch: RunOptions,
  record?: RunRecord,
): NightRun {
  const before = spent();
  let elsewhere = NOTHING_SPENT;
  const spentByRun = () => addSpent(subtractSpent(spent(), before), elsewhere);
  const onSpentElsewhere = (now: Spent) => {
    elsewhere = now;
  };
  const budget = new NightBudget(limits, spentByRun);
  return new NightRun({ report, budget, spent: spentByRun, onSpentElsewhere, record, log }, watch);
}

async function workThrough(run: NightRun, log: Logger, work: (run: NightRun) => Promise<void>): Promise<NightReport> {
  const { report, budget } = run;
  try {
    await work(run);
    report.budgetReached = budget.reached;
    // Where nothing but the last checks was left out, no stage has told.
    if (budget.reached && !report.errors.some((line) => line.includes(budget.reached!)))
      report.errors.push(budget.reached);
    report.status = report.errors.length > 0 ? 'partial' : 'success';
  } catch (error) {
    report.budgetReached = budget.reached;
    report.status = run.signal?.aborted ? 'partial' : 'failed';
    report.errors.push(run.signal?.aborted ? RUN_STOPPED : messageOf(error));
    if (run.signal?.aborted) log.info('the night was stopped');
    else log.error({ reason: messageOf(error) }, 'the night did not end well');
  }
  run.count();
  return report;
}

/** What was done stands all the same. */
function noteUnrecorded(report: NightReport, error: unknown, log: Logger): void {
  const line = `What the run did stands, but could not be recorded: ${messageOf(error)}`;
  report.errors.push(line);
  if (report.status === 'success') report.status = 'partial';
  log.error({ reason: messageOf(error) }, 'a run could not be recorded');
}

function anotherRuns(): GoldsmithError {
  const message = 'Another night is running on this database. Try again when it has ended.';
  return new GoldsmithError('night-runs', message, { retryable: true });
}
