import { messageOf } from '../errors.ts';
import { checkAllAnswers, countStale } from '../golden/stale-answers.ts';
import { findDueAnswers } from './find-due-answers.ts';
import type { NightParts } from './night-parts.ts';
import type { NightRun } from './night-run.ts';

/** What looking needs. */
type LookingParts = Pick<NightParts, 'database' | 'external' | 'knowledge'>;

/**
 * Finds the answers whose sources have changed, and those that later pages may answer better. A dry run marks none, and counts
 * those that are marked.
 */
export async function findStale(parts: LookingParts, run: NightRun): Promise<void> {
  const { database } = parts;
  const { report } = run;
  const count = async () => {
    report.stale.found = await countStale(database);
  };
  if (report.dryRun) {
    await count();
    return findDue(parts, run);
  }
  await run.stage('stale', async () => {
    await checkAllAnswers(database);
    await checkExternal(parts, run);
    await count();
    await findDue(parts, run);
  });
}

/** Sources elsewhere that cannot be asked are a line in the report, and what rests on them is served on. */
async function checkExternal({ database, external }: LookingParts, { report, signal }: NightRun): Promise<void> {
  if (!external) return;
  try {
    await checkAllAnswers(database, external, signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    report.errors.push(`Sources in ${external.store} were not checked for changes: ${messageOf(error)}`);
  }
}

/** Finds the answers that later pages may answer better; where that fails they stand. */
async function findDue({ database, knowledge }: LookingParts, run: NightRun): Promise<void> {
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
