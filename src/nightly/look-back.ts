import { messageOf } from '../errors.ts';
import { lookupSpool } from '../golden/lookup-recorder.ts';
import { checkHits } from './check-hits.ts';
import type { NightJudge } from './night-judge.ts';
import type { NightParts } from './night-parts.ts';
import type { NightRun } from './night-run.ts';

/**
 * Checks a sample of what was served since last night, and forgets old questions. A failure is a line in the report.
 * @param judge who checks, where there is one.
 * @throws the signal's reason.
 */
export async function lookBack(
  { database, golden, conversations, model }: Pick<NightParts, 'database' | 'golden' | 'conversations' | 'model'>,
  { report, signal }: NightRun,
  judge: NightJudge | undefined,
): Promise<void> {
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
