import { GoldsmithError } from '../errors.ts';
import type { SameAnswerJudge } from '../mining/judging/same-answer-judge.ts';
import type { NightJudge } from './night-judge.ts';
import type { NightRun } from './night-run.ts';

/**
 * A judge as a run may ask it: no more once the run is to stop or its budget is used up. A call in hand is paid for, so it is
 * finished and remembered, unless the run is to stop at once. What the judge is remembered to have said costs nothing.
 */
export function judgeWithinRun(
  night: NightJudge,
  { budget, signal, stopAtOnce }: Pick<NightRun, 'budget' | 'signal' | 'stopAtOnce'>,
): NightJudge {
  const { judge } = night;
  const isSameAnswer: SameAnswerJudge['isSameAnswer'] = async (a, b) => {
    const said = await judge.recall?.(a, b);
    if (said !== undefined) return said;
    signal?.throwIfAborted();
    const reason = budget.whyStop();
    if (reason) throw new GoldsmithError('cancelled', reason);
    return judge.isSameAnswer(a, b, stopAtOnce);
  };
  return { ...night, judge: { isSameAnswer, recall: judge.recall && ((a, b) => judge.recall!(a, b)) } };
}
