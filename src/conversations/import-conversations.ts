import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { reasonNotStorable } from '../database/storable-text.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import { utf8Lines } from '../utf8-lines.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationService } from './conversation-service.ts';

/** A line of the file that was passed over. */
export interface SkippedLine {
  line: number;
  reason: string;
}

/** What an import did. */
export interface ImportReport {
  /** Conversations in the file, those already known included. */
  read: number;
  /** Conversations that were new. */
  added: number;
  /** How many lines were passed over. */
  skipped: number;
  /** The first of them. */
  skippedLines: SkippedLine[];
}

/** Options of {@link importConversations}. */
export interface ImportOptions {
  signal?: AbortSignal;
  /** Called after each batch. */
  onProgress?: (report: ImportReport) => void;
}

/** What the file gives, line by line. */
type ReadLine = { line: number; conversation: Conversation } | SkippedLine;

/** Conversations written at a time, and skipped lines told one by one. */
const BATCH = 500;
const MOST_TOLD = 20;

/**
 * Imports a log: JSONL of `{user_id, messages: [{role, content}], created_at, metadata?}` or CSV with the columns
 * `user_id,question,created_at`. Streams, so a file of any size will do. A bad line is passed over and told by number.
 * Importing a file again adds nothing.
 * @throws GoldsmithError `bad-input` when the file cannot be read or is of another kind; `database-unavailable`.
 */
export async function importConversations(
  file: string,
  conversations: ConversationService,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const lines = await openLines(file);
  const report: ImportReport = { read: 0, added: 0, skipped: 0, skippedLines: [] };
  let batch: Conversation[] = [];
  const write = async () => {
    if (batch.length === 0) return;
    report.added += await conversations.addNew(
      batch.map((conversation) => ({ key: importKey(conversation), conversation })),
    );
    batch = [];
    options.onProgress?.(report);
  };
  for await (const read of lines) {
    options.signal?.throwIfAborted();
    if ('reason' in read) {
      report.skipped++;
      if (report.skippedLines.length < MOST_TOLD) report.skippedLines.push(read);
      continue;
    }
    report.read++;
    batch.push(read.conversation);
    if (batch.length === BATCH) await write();
  }
  await write();
  return report;
}

async function openLines(file: string): Promise<AsyncGenerator<ReadLine>> {
  const info = await stat(file).catch((error) => {
    throw new GoldsmithError('bad-input', `${file} cannot be read (${messageOf(error)}).`);
  });
  const ending = extname(file).toLowerCase();
  if (info.isFile() && ['.jsonl', '.ndjson'].includes(ending)) return readJsonLines(file);
  if (info.isFile() && ending === '.csv') return readCsv(file);
  throw new GoldsmithError('bad-input', `${file} is neither a .jsonl nor a .csv file.`);
}

const time = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ local: true }), z.iso.date()], {
  error: 'is no ISO 8601 date and time',
});

const jsonConversation = z.object({
  user_id: z.union([z.string(), z.number()]).nullish(),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant', 'system']), content: z.string() })).min(1),
  created_at: time,
  metadata: z.record(z.string(), z.unknown()).optional(),
});

const csvConversation = z.object({
  user_id: z.string().optional(),
  question: z.string().trim().min(1, 'is empty'),
  created_at: time,
});

async function* readJsonLines(file: string): AsyncGenerator<ReadLine> {
  for await (const { number: line, text } of utf8Lines(file)) {
    if (text?.trim() === '') continue;
    try {
      if (text === undefined) throw new Error('it is no UTF-8');
      const row = jsonConversation.parse(storable(JSON.parse(text.replace(/^\uFEFF/, ''))));
      const userId = row.user_id === null || row.user_id === undefined ? undefined : String(row.user_id);
      const { messages, metadata, created_at } = row;
      yield { line, conversation: { userId, messages, metadata, createdAt: timeOf(created_at) } };
    } catch (error) {
      yield { line, reason: reasonOf(error) };
    }
  }
}

async function* readCsv(file: string): AsyncGenerator<ReadLine> {
  const skipped: SkippedLine[] = [];
  let lastLine = 0;
  const parser = parse({
    columns: (names: string[]) => {
      const missing = ['question', 'created_at'].filter((name) => !names.includes(name));
      if (missing.length === 0) return names;
      throw new GoldsmithError(
        'bad-input',
        `${file} has no column ${missing.join(' and ')}; its first line must be user_id,question,created_at.`,
      );
    },
    bom: true,
    skip_empty_lines: true,
    relax_quotes: true,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      skipped.push({ line: lastLine + 1, reason: error?.message ?? 'it is no CSV' });
      lastLine = Number(error?.lines ?? lastLine + 1);
      return undefined;
    },
    on_record: (record, { lines }) => {
      lastLine = lines;
      return { record, line: lines };
    },
  });
  const input = createReadStream(file);
  input.on('error', (error) => parser.destroy(error));
  for await (const { record, line } of input.pipe(parser)) {
    yield* skipped.splice(0);
    try {
      const row = csvConversation.parse(storable(record));
      const messages = [{ role: 'user' as const, content: row.question }];
      yield { line, conversation: { userId: row.user_id || undefined, messages, createdAt: timeOf(row.created_at) } };
    } catch (error) {
      yield { line, reason: reasonOf(error) };
    }
  }
  yield* skipped;
}

/** The value itself, when the database can store it. */
function storable(value: unknown): unknown {
  const reason = reasonNotStorable(value);
  if (reason) throw new Error(`it ${reason}`);
  return value;
}

/** A time without an offset is taken as UTC, so that a file means the same on every machine. */
function timeOf(value: string): Date {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(value);
  return new Date(isDate || hasOffset ? value : `${value}Z`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  return error.issues.map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`).join('; ');
}

function importKey(conversation: Conversation): string {
  const parts = [conversation.userId ?? null, conversation.createdAt?.toISOString() ?? null, conversation.messages];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
