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
import { answerText, question } from './api/shown-answer.ts';
import { cellText, csvCell, phrasingsCell, readPhrasings, readYesOrNo, yesOrNo } from './csv-cells.ts';
import { findDelimiter } from './csv-delimiter.ts';

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

/** The columns of a CSV file. */
const COLUMNS = ['question', 'answer', 'language', 'status', 'edited', 'approved', 'phrasings', 'sources'] as const;

/** Those that none may lack. */
const NEEDED = ['question', 'answer'];

const HEAD_IN_WORDS =
  'Its first line must name question and answer, and may name language, status, edited, approved, phrasings and sources.';

/** In the column of languages: it cannot be told. An empty cell says nothing, and the question is looked at. */
const UNKNOWN = 'none';

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
  if (extname(file).toLowerCase() === '.csv') await refuseOtherThanUtf8(file);
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

/** Before any line of it is taken: a spreadsheet writes other encodings as well, and its accents would be lost. */
async function refuseOtherThanUtf8(file: string): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(file)) decoder.decode(chunk, { stream: true });
    decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new GoldsmithError('bad-input', `${file} is no UTF-8. Save it as UTF-8 (in Excel: CSV UTF-8).`);
  }
}

function ofAnotherKind(name: string): GoldsmithError {
  return new GoldsmithError('bad-input', `${name} is neither a .jsonl nor a .csv file.`);
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

async function* readCsv(name: string, file: Readable): AsyncGenerator<AnswerLine> {
  const { delimiter, input } = await findDelimiter(file, NEEDED);
  const broken: { line: number; reason: string }[] = [];
  let lastLine = 0;
  let hasColumns = false;
  const parser = parse({
    delimiter,
    columns: (names: string[]) => {
      hasColumns = true;
      return columnsOf(name, names);
    },
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
  try {
    for await (const { record, line } of input.pipe(parser)) {
      yield* broken.splice(0);
      yield parsed(line, () => fromCells(record));
    }
  } finally {
    // Whoever reads may have stopped half-way.
    input.destroy();
  }
  yield* broken;
  if (!hasColumns) columnsOf(name, []);
}

/** @throws GoldsmithError `bad-input` when one is missing that is needed, as where there is no first line at all. */
function columnsOf(file: string, names: string[]): string[] {
  const trimmed = names.map((name) => name.trim().toLowerCase());
  const missing = NEEDED.filter((name) => !trimmed.includes(name));
  if (missing.length === 0) return trimmed;
  const what = trimmed.join('') === '' ? 'is empty' : `has no column ${missing.join(' and ')}`;
  throw new GoldsmithError('bad-input', `${file} ${what}. ${HEAD_IN_WORDS}`);
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
