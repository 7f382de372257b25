import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { ineligibilityOf } from '../matching/eligibility.ts';
import { LONGEST_QUESTION } from '../matching/longest-question.ts';
import type { LanguageModel, ModelTurn } from '../models/language-model.ts';

/** How long a model may take to write a follow-up out, milliseconds: it comes before the answer. */
const TIMEOUT_MS = 5_000;
/** So many of the last turns say what a follow-up is about. */
const TURNS = 6;
/** So many of the user's questions before are looked at for what the talk is about. */
const LOOKED_AT = 10;
/** A rewriting that is longer is no question. */
const LONGEST = 500;

const INSTRUCTIONS =
  'The last message leans on the conversation before it. Write it as one question that is understood alone, in its own language. Reply with the question only; do not answer it.';

/** What writing a follow-up out needs. */
export interface FullQuestionParts {
  /** Without one, or with the offline one, the question before is put in front. */
  model: LanguageModel;
  log: Logger;
}

/**
 * A follow-up ("and how long does it take?") as a question that can be searched for alone ("how long does a KITAS take?").
 * Where the model fails or takes too long, the user's last question that stands alone and this one together: not pretty, but both are searched for.
 * @param history earlier turns, oldest first; without a user's turn the follow-up stays as it is.
 * @throws the signal's reason when it was aborted.
 */
export async function fullQuestion(
  { model, log }: FullQuestionParts,
  followUp: string,
  history: readonly ModelTurn[],
  signal?: AbortSignal,
): Promise<string> {
  const before = lastMatter(history);
  if (before === undefined) return followUp;
  const together = `${before} ${followUp}`;
  if (model.id === 'offline') return together;
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const request = { question: followUp, instructions: INSTRUCTIONS, history: history.slice(-TURNS) };
    const { text } = await model.reply(request, signal ? AbortSignal.any([signal, limit]) : limit);
    return text && text.length <= LONGEST ? text : together;
  } catch (error) {
    signal?.throwIfAborted();
    log.warn({ reason: messageOf(error) }, 'a follow-up is searched for as it stands, with the question before it');
    return together;
  }
}

/** The user's last question that names what the talk is about; or else the last one. */
function lastMatter(history: readonly ModelTurn[]): string | undefined {
  const asked = history
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .slice(-LOOKED_AT);
  const leaning = new Set(['follow-up', 'small-talk', 'empty']);
  return (
    asked.findLast((text) => !leaning.has(ineligibilityOf(text.slice(0, LONGEST_QUESTION), true) ?? '')) ?? asked.at(-1)
  );
}
