import type { ChatQuestion } from '../chat/chat-answer.ts';
import { GoldsmithError } from '../errors.ts';

/** Types hold nobody back in plain JavaScript. @throws GoldsmithError `bad-input`. */
export function requireText(question: unknown): asserts question is string {
  if (typeof question !== 'string')
    throw new GoldsmithError('bad-input', `lookup takes the question as a text, not ${kindOf(question)}.`);
}

/** What chat was given, as a question. @throws GoldsmithError `bad-input`, which names what is wrong. */
export function toChatQuestion(given: string | ChatQuestion): ChatQuestion {
  if (typeof given === 'string') return { question: given };
  const { question, userId, history } = Object(given) as Partial<Record<keyof ChatQuestion, unknown>>;
  if (typeof question !== 'string')
    throw new GoldsmithError('bad-input', 'chat takes a text, or an object whose "question" is one.');
  if (userId !== undefined && typeof userId !== 'string')
    throw new GoldsmithError('bad-input', `chat takes "userId" as a text, not ${kindOf(userId)}.`);
  if (history !== undefined && !(Array.isArray(history) && history.every(isTurn)))
    throw new GoldsmithError(
      'bad-input',
      'chat takes "history" as a list of { role: "user" or "assistant", content: a text }, oldest first.',
    );
  return given;
}

function isTurn(turn: unknown): boolean {
  const { role, content } = Object(turn) as { role?: unknown; content?: unknown };
  return (role === 'user' || role === 'assistant') && typeof content === 'string';
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
}
