import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { reasonNotStorable } from '../database/storable-text.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import { ANSWER_STATUSES } from '../golden/answer-status.ts';
import { utf8Lines } from '../utf8-lines.ts';
import { answerText } from './api/shown-answer.ts';

/** The two kinds of file that answers are kept in. */
export const ANSWER_FORMATS = ['csv', 'jsonl'] as const;
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

const source = z.object({
  title: z.string(),
  url: z.string().nullable().default(null),
  path: z.string(),
  headings: z.array(z.string()).default([]),
  contentHash: z.string().optional(),
  store: z.string().optional(),
  id: z.string().optional(),
});

/** Longer than the desk takes one: what chat users wrote comes back as well. */
const question = z.string().trim().min(1, 'must not be empty').max(100_000);

const fileAnswer = z.object({
  question,
  answer: answerText,
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'must be a two-letter code, such as en')
    .nullish(),
  status: z.enum(ANSWER_STATUSES).optional(),
  /** Whether the text is a person's, which no night overwrites. */
  edited: z.boolean().optional(),
  /** Whether a person said that it may be served. */
  approved: z.boolean().optional(),
  phrasings: z.array(question).default([]),
  sources: z.array(source).optional(),
});

/** An answer as a line of a file holds it. A `language` of null cannot be told; undefined, of any field: the line does not say. */
export type FileAnswer = z.output<typeof fileAnswer>;

/** What a file gives, line by line. */
export type AnswerLine = { line: number; answer: FileAnswer } | { line: number; reason: string };

/** The columns of a CSV file; all but the first two may be missing. */
const COLUMNS = ['question', 'answer', 'language', 'status', 'edited', 'approved', 'phrasings', 'sources'] as const;

/** In the column of languages: it cannot be told. An empty cell says nothing, and the question is looked at. */
const UNKNOWN = 'none';

/**
 * What a spreadsheet would take for a formula, and what only looks as if it had been kept from that, gets an apostrophe; reading
 * takes it away (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const FORMULA = /^'*[=+\-@\t\r]/;
const KEPT_FORMULA = /^'+[=+\-@\t\r]/;

/** The first line of a file of answers, if it has one. */
export function answerFileHead(format: AnswerFormat): string {
  return format === 'csv' ? `${COLUMNS.join(',')}\r\n` : '';
}

/** An answer as a line of a file; of CSV as a record, which may be of several lines. */
export function answerFileLine(answer: FileAnswer, format: AnswerFormat): string {
  if (format === 'jsonl') return `${JSON.stringify(answer)}\n`;
  const { language, status, edited, approved, phrasings, sources = [], ...texts } = answer;
  const cells: Record<(typeof COLUMNS)[number], string> = {
    ...texts,
    language: language === null ? UNKNOWN : (language ?? ''),
    status: status ?? '',
    edited: yesOrNo(edited),
    approved: yesOrNo(approved),
    phrasings: phrasingsCell(phrasings),
    sources: sources.length > 0 ? JSON.stringify(sources) : '',
  };
  return `${COLUMNS.map((column) => csvCell(cells[column])).join(',')}\r\n`;
}

/**
 * Reads a file of answers of any size. A bad line is told by number.
 * @throws GoldsmithError `bad-input` when it cannot be read or is of another kind.
 */
export async function openAnswerFile(file: string): Promise<AsyncGenerator<AnswerLine>> {
  const info = await stat(file).catch((error) => {
    throw new GoldsmithError('bad-input', `${file} cannot be read (${messageOf(error)}).`);
  });
  if (!info.isFile()) throw ofAnotherKind(file);
  return readAnswerLines(file, () => createReadStream(file));
}

/**
 * Reads the text of a file of answers that is in memory.
 * @param name the file's name, whose ending says of which kind it is.
 * @throws GoldsmithError as {@link openAnswerFile}.
 */
export function readAnswerText(name: string, text: string): AsyncGenerator<AnswerLine> {
  return readAnswerLines(name, () => Readable.from([Buffer.from(text)]));
}

function readAnswerLines(name: string, open: () => Readable): AsyncGenerator<AnswerLine> {
  const ending = extname(name).toLowerCase();
  if (['.jsonl', '.ndjson'].includes(ending)) return readJsonLines(open());
  if (ending === '.csv') return readCsv(name, open());
  throw ofAnotherKind(name);
}

function ofAnotherKind(name: string): GoldsmithError {
  return new GoldsmithError('bad-input', `${name} is neither a .jsonl nor a .csv file.`);
}

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function cellText(cell: string): string {
  return KEPT_FORMULA.test(cell) ? cell.slice(1) : cell;
}

/** A phrasing a line, as people would write them; where that would not come back as it was, JSON. */
function phrasingsCell(phrasings: readonly string[]): string {
  const isPlain =
    phrasings.every((text) => !/[\r\n]/.test(text) && text.trim() === text) && !phrasings[0]?.startsWith('[');
  return isPlain ? phrasings.join('\n') : JSON.stringify(phrasings);
}

function readPhrasings(cell: string): unknown {
  if (cell.startsWith('[')) {
    try {
      return JSON.parse(cell);
    } catch {
      // A phrasing may begin with a bracket.
    }
  }
  return cell
    .split(/\r?\n/)
    .map((text) => text.trim())
    .filter(Boolean);
}

async function* readJsonLines(input: Readable): AsyncGenerator<AnswerLine> {
  for await (const { number: line, text } of utf8Lines(input)) {
    if (text?.trim() === '') continue;
    yield parsed(line, () => {
      if (text === undefined) throw new Error('it is no UTF-8');
      return JSON.parse(text.replace(/^\uFEFF/, ''));
    });
  }
}

async function* readCsv(name: string, input: Readable): AsyncGenerator<AnswerLine> {
  const broken: { line: number; reason: string }[] = [];
  let lastLine = 0;
  const parser = parse({
    columns: (names: string[]) => columnsOf(name, names),
    bom: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      broken.push({ line: lastLine + 1, reason: error?.message ?? 'it is no CSV' });
      lastLine = Number(error?.lines ?? lastLine + 1);
      return undefined;
    },
    on_record: (record, { lines }) => {
      // Where the record begins: an answer has line breaks of its own.
      const line = lastLine + 1;
      lastLine = lines;
      return { record, line };
    },
  });
  lastLine = 1;
  input.on('error', (error) => parser.destroy(error));
  for await (const { record, line } of input.pipe(parser)) {
    yield* broken.splice(0);
    yield parsed(line, () => fromCells(record));
  }
  yield* broken;
}

function columnsOf(file: string, names: string[]): string[] {
  const trimmed = names.map((name) => name.trim().toLowerCase());
  const missing = ['question', 'answer'].filter((name) => !trimmed.includes(name));
  if (missing.length === 0) return trimmed;
  throw new GoldsmithError(
    'bad-input',
    `${file} has no column ${missing.join(' and ')}; its first line must name question and answer, and may name language, status, edited, approved, phrasings and sources.`,
  );
}

function yesOrNo(is: boolean | undefined): string {
  return is === undefined ? '' : is ? 'yes' : 'no';
}

function readYesOrNo(name: string, cell: string): boolean | undefined {
  if (!['', 'yes', 'no'].includes(cell)) throw new Error(`${name}: must be yes or no`);
  return cell === '' ? undefined : cell === 'yes';
}

function fromCells(record: Record<string, string>): unknown {
  const cells = Object.fromEntries(COLUMNS.map((column) => [column, cellText(record[column] ?? '')]));
  const { question: asked, answer, language, status, edited, approved, phrasings, sources } = cells;
  return {
    question: asked,
    answer,
    language: language === UNKNOWN ? null : language || undefined,
    status: status || undefined,
    edited: readYesOrNo('edited', edited),
    approved: readYesOrNo('approved', approved),
    phrasings: readPhrasings(phrasings),
    // An empty cell says that there are none; where there is no such column, nothing is said.
    sources: sources ? JSON.parse(sources) : record.sources === undefined ? undefined : [],
  };
}

function parsed(line: number, read: () => unknown): AnswerLine {
  try {
    const value = read();
    const unstorable = reasonNotStorable(value);
    if (unstorable) throw new Error(`it ${unstorable}`);
    return { line, answer: fileAnswer.parse(value) };
  } catch (error) {
    return { line, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  return error.issues.map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`).join('; ');
}
