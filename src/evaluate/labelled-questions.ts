import { GoldsmithError, messageOf } from '../errors.ts';
import { utf8Lines } from '../utf8-lines.ts';

/** A question and what it means. */
export interface LabelledQuestion {
  text: string;
  /** Undefined when it must not be answered. */
  label: string | undefined;
}

/** No user may send more either. */
const MOST_CHARACTERS = 8_000;

/**
 * Reads a labelled file: a header line, then `text<TAB>label` a line; a label that is empty or `oos` (out of scope, in capitals
 * or not) marks a question that must not be answered. More columns are ignored. A first line whose label stands on other lines
 * too is no header, but a question.
 * @throws GoldsmithError `bad-input` when it cannot be read, or for the first line that is not of this form.
 */
export async function readLabelledQuestions(path: string): Promise<LabelledQuestion[]> {
  const lines = await readLines(path);
  const hasHeader = lines.length === 0 || !lines.slice(1).some(({ label }) => label === lines[0].label);
  const questions = hasHeader ? lines.slice(1) : lines;
  if (questions.length === 0)
    throw new GoldsmithError('bad-input', `${path} holds no questions: expected a header line, then text<TAB>label.`);
  return questions;
}

async function readLines(path: string): Promise<LabelledQuestion[]> {
  const questions: LabelledQuestion[] = [];
  try {
    for await (const { number, text } of utf8Lines(path)) {
      if (text === undefined) throw bad(path, number, 'is not UTF-8');
      const line = number === 1 ? text.replace(/^\uFEFF/, '') : text;
      if (line.trim() !== '') questions.push(parse(line, path, number));
    }
  } catch (error) {
    if (error instanceof GoldsmithError) throw error;
    throw new GoldsmithError('bad-input', `${path} could not be read (${messageOf(error)}).`, { cause: error });
  }
  return questions;
}

function parse(line: string, path: string, number: number): LabelledQuestion {
  const [text, label] = line.split('\t', 2).map((part) => part.trim());
  if (label === undefined || text === '') throw bad(path, number, 'expected text<TAB>label');
  if (text.length > MOST_CHARACTERS) throw bad(path, number, `a question of more than ${MOST_CHARACTERS} characters`);
  return { text, label: label === '' || label.toLowerCase() === 'oos' ? undefined : label };
}

function bad(path: string, line: number, what: string): GoldsmithError {
  return new GoldsmithError('bad-input', `${path}, line ${line}: ${what}.`);
}
