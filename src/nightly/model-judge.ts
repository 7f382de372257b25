import { GoldsmithError } from '../errors.ts';
import type { Asked, SameAnswerJudge } from '../mining/judging/same-answer-judge.ts';
import type { LanguageModel } from '../models/language-model.ts';

const INSTRUCTIONS =
  'You are given two questions that users of one chatbot asked. Say whether one and the same answer would serve both fully: the same subject, the same conditions, the same figures. They may be in different languages. Reply with YES or NO alone.';

/** What a reasoning model writes before its answer, where its server does not take it out. */
const THOUGHTS = /^\s*<think>[\s\S]*?<\/think>/i;

/** Asks a language model whether two questions mean the same. */
export class ModelJudge implements SameAnswerJudge {
  readonly #model: LanguageModel;

  /** @param model one that can read instructions; the offline one cannot. */
  constructor(model: LanguageModel) {
    this.#model = model;
  }

  /** @throws GoldsmithError `model-failed` when the model fails or answers neither yes nor no. */
  async isSameAnswer(a: Asked, b: Asked, signal?: AbortSignal): Promise<boolean> {
    const question = `Question 1: ${a.text}\nQuestion 2: ${b.text}`;
    const { text } = await this.#model.reply({ question, instructions: INSTRUCTIONS, language: 'en' }, signal);
    const said = (text ?? '').replace(THOUGHTS, '');
    const verdict = /^\W*(yes|no)\b/i.exec(said)?.[1].toLowerCase();
    if (!verdict)
      throw new GoldsmithError('model-failed', 'The night\'s model answered neither "yes" nor "no" to two questions.');
    return verdict === 'yes';
  }
}
