import { normaliseQuestion } from '../matching/normalise.ts';
import { redactPersonalData } from '../mining/redact.ts';

/** A question as it may be kept: redacted, of characters that PostgreSQL stores, and in the form that counts as the same words. */
export interface KeptQuestion {
  text: string;
  normalised: string;
}

/** The same questions come again and again; looking for personal data is what recording one costs most. */
const known = new Map<string, KeptQuestion>();
const MOST_KNOWN = 1_000;
const LONGEST_KNOWN = 200;

/** What is kept of a user's question. */
export function keptQuestion(question: string): KeptQuestion {
  let kept = known.get(question);
  if (kept === undefined) {
    kept = keep(question);
    if (known.size >= MOST_KNOWN) known.clear();
    if (question.length <= LONGEST_KNOWN) known.set(question, kept);
  }
  return kept;
}

function keep(question: string): KeptQuestion {
  const text = redactPersonalData(question.replaceAll('\0', ' ').toWellFormed());
  return { text, normalised: normaliseQuestion(text) };
}
