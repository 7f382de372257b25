import type { QuestionToAnswer } from '../golden/golden-answer.ts';
import { checkAllAnswers, countStale, removeUnaskedStale } from '../golden/stale-answers.ts';
import type { NightParts } from './night-parts.ts';
import type { CountProgress, NightRun } from './night-run.ts';
import type { WrittenAnswers } from './written-answers.ts';

/**
 * Writes answers until all are written or the run is to stop. What was written is counted as it is: a night may be killed.
 * @throws the signal's reason where the run is to stop; what was written by then is saved and counted.
 */
export async function writeUntilStopped(
  { database, writeAnswers }: Pick<NightParts, 'database' | 'writeAnswers'>,
  run: NightRun,
  questions: readonly QuestionToAnswer[],
  onProgress: CountProgress,
): Promise<void> {
  const { report, shouldStop, stopAtOnce: signal, onSpentElsewhere } = run;
  const { kept } = report;
  const count = (written: Readonly<WrittenAnswers>) => {
    report.created = written.created;
    report.updated = written.updated;
    report.kept = kept + written.kept;
    report.lookedAgain.replaced = written.replaced;
    report.proposed = written.proposed;
    report.withdrawn = written.withdrawn;
    report.gaps = written.gaps;
  };
  const written = await writeAnswers(questions, {
    ...{ signal, shouldStop, onSpentElsewhere },
    onProgress: (done, total, soFar) => {
      count(soFar);
      onProgress(done, total);
    },
  });
  count(written);
  // A page may have changed while the answer was being written.
  await checkAllAnswers(database);
  report.withdrawn += await removeUnaskedStale(database);
  report.errors.push(...written.errors);
  report.stale.left = await countStale(database);
  run.signal?.throwIfAborted();
}
