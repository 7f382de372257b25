import { normaliseQuestion } from '../matching/normalise.ts';
import { redactPersonalData } from '../mining/redact.ts';

/** A question as it may be kept: redacted, of characters that PostgreSQL stores, and in the form that counts as the same words. */
export interface KeptQuestion {
  text: string;
  normalised: string;
}

/** What is kept of a user's question. */
export function keptQuestion(question: string): KeptQuestion {
  const text = redactPersonalData(question.replaceAll('\0', ' ').toWellFormed());
  return { text, normalised: normaliseQuestion(text) };
}
