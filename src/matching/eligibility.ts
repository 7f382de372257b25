import { isFollowUp } from './eligibility/follow-up.ts';
import { asksForOtherForm } from './eligibility/other-form.ts';
import { isPersonal } from './eligibility/personal.ts';
import { isTimeBound } from './eligibility/time-bound.ts';
import { LONGEST_QUESTION } from './longest-question.ts';
import { isSmallTalk } from './small-talk.ts';

/** Why a question may not be answered from the cache, whatever it resembles. */
export type Ineligibility = 'empty' | 'small-talk' | 'follow-up' | 'personal' | 'time-bound' | 'other-form';

/**
 * Whether a question may be answered from the cache at all. What happened to the asker does not matter ("why was my
 * payment declined?" has one answer for all), only whether the answer stands in his own records.
 * @param hasHistory true when the question is not the first of its conversation: then a fragment ("for two people?") leans
 * on what went before.
 * @returns the reason why not, or undefined when it may.
 */
export function ineligibilityOf(question: string, hasHistory = false): Ineligibility | undefined {
  const text = question
    .normalize('NFKC')
    // Some signs unfold to eighteen.
    .slice(0, LONGEST_QUESTION)
    .toLowerCase()
    .replace(/[\u2018\u2019`´]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
  if (!/\p{L}{2}/u.test(text)) return 'empty';
  if (isSmallTalk(text)) return 'small-talk';
  if (isPersonal(text)) return 'personal';
  if (isTimeBound(text)) return 'time-bound';
  if (asksForOtherForm(text)) return 'other-form';
  if (isFollowUp(text, hasHistory)) return 'follow-up';
  return undefined;
}

/** Whether a question that comes after others cannot be understood without them ("what documents do I need?"); a long one can. */
export function leansOnTalk(question: string): boolean {
  return question.length <= LONGEST_QUESTION && ineligibilityOf(question, true) === 'follow-up';
}
