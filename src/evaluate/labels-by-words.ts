import { normaliseQuestion } from '../matching/normalise.ts';
import { redactPersonalData } from '../mining/redact.ts';
import type { LabelledQuestion } from './labelled-questions.ts';

/** The label of each question of a log, by its words as a night normalises them: personal data is taken out first. */
export function labelsByWords(log: readonly LabelledQuestion[]): Map<string, string | undefined> {
  return new Map(log.map(({ text, label }) => [normaliseQuestion(redactPersonalData(text)), label]));
}
