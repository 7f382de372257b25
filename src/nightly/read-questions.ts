import type { ConversationService, TimeWindow } from '../conversations/conversation-service.ts';
import { type Ineligibility, ineligibilityOf } from '../matching/eligibility.ts';
import { LONGEST_QUESTION } from '../matching/longest-question.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { type FoldedQuestion, QuestionFolder } from '../mining/fold-questions.ts';
import { redactPersonalData } from '../mining/redact.ts';

/** The questions of a night, redacted and folded. */
export interface NightQuestions {
  /** All user messages of the window. */
  read: number;
  /** How many were left out, by reason. */
  left: Partial<Record<Ineligibility | 'too-long', number>>;
  /** How many are mined. */
  eligible: number;
  folded: FoldedQuestion[];
}

/** Reads the user messages of a window, leaves out what no golden answer may answer, redacts and folds the rest. */
export async function readQuestions(
  conversations: ConversationService,
  window: TimeWindow,
  signal?: AbortSignal,
): Promise<NightQuestions> {
  const folder = new QuestionFolder();
  const questions: NightQuestions = { read: 0, left: {}, eligible: 0, folded: [] };
  for await (const { text, hasHistory, ...asked } of conversations.questions(window, signal)) {
    questions.read++;
    const reason = text.length > LONGEST_QUESTION ? 'too-long' : ineligibilityOf(text, hasHistory);
    if (reason) {
      questions.left[reason] = (questions.left[reason] ?? 0) + 1;
      continue;
    }
    const redacted = redactPersonalData(text).replace(/\s+/g, ' ').trim();
    folder.add({ ...asked, text: redacted, normalised: normaliseQuestion(redacted) });
    questions.eligible++;
  }
  questions.folded = folder.result();
  return questions;
}
