import { readFile } from 'node:fs/promises';
import { GoldsmithError, messageOf } from '../errors.ts';

/** A question and what it means. */
export interface LabelledQuestion {
  text: string;
  /** Undefined when it must not be answered. */
  label: string | undefined;
}

/**
 * Reads a labelled file: a header line, then `text<TAB>label` a line; a label that is empty or `oos` (out of scope) marks a
 * question that must not be answered. More columns are ignored.
 * @throws GoldsmithError `bad-input` when it cannot be read, or for the first line that is not of this form.
 */
export async function readLabelledQuestions(path: string): Promise<LabelledQuestion[]> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new GoldsmithError('bad-input', `${path} could not be read (${messageOf(error)}).`, { cause: error });
  });
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const questions: LabelledQuestion[] = [];
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line.trim() === '') continue;
    const [question, label] = line.split('\t');
    if (label === undefined || question.trim() === '') {
      throw new GoldsmithError('bad-input', `${path}, line ${i + 1}: expected text<TAB>label.`);
    }
    const name = label.trim();
    questions.push({ text: question.trim(), label: name === '' || name === 'oos' ? undefined : name });
  }
  if (questions.length === 0)
    throw new GoldsmithError('bad-input', `${path} holds no questions: expected a header line, then text<TAB>label.`);
  return questions;
}
