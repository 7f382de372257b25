import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { z } from 'zod';

/** What a model said, as read from what passed. */
export interface ReadCompletion {
  text: string;
  model?: string;
  /** Tokens of the question and of the answer; 0 where they are not told. */
  tokens: number;
  /** False when the answer was cut off, refused, or is a call of a tool. */
  isWhole: boolean;
  /** True for a stream that told an error, or ended before its answer did. */
  isBroken: boolean;
}

/** An answer as it passed. */
export interface PassedBytes {
  contentType: string;
  contentEncoding: string;
  bytes: Buffer;
}

/** So many events are read before others have their turn: a long answer has thousands. */
const READ_AT_ONCE = 100;

/** An answer may unpack to so many bytes; longer ones are not read. */
const LONGEST_UNPACKED = 4 * 1024 * 1024;

const UNPACK: Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

const usage = z.looseObject({ total_tokens: z.number().optional() }).nullish();
const common = { model: z.string().optional(), usage };
const completion = z.looseObject({
  ...common,
  choices: z
    .array(
      z.looseObject({
        message: z.looseObject({ content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
});
const chunk = z.looseObject({
  ...common,
  error: z.unknown().optional(),
  choices: z
    .array(
      z.looseObject({
        index: z.number().optional(),
        delta: z.looseObject({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
});

/**
 * Reads a chat completion, streamed or not.
 * @throws Error when the bytes are none.
 */
export async function readCompletion({ contentType, contentEncoding, bytes }: PassedBytes): Promise<ReadCompletion> {
  const text = (await unpacked(bytes, contentEncoding)).toString('utf8');
  return /^text\/event-stream/i.test(contentType) ? readEvents(text) : readJson(text);
}

async function unpacked(bytes: Buffer, encoding: string): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return bytes;
  if (!Object.hasOwn(UNPACK, name)) throw new Error(`an unknown encoding: ${name}`);
  return UNPACK[name](bytes, { maxOutputLength: LONGEST_UNPACKED });
}

function readJson(text: string): ReadCompletion {
  const { model, usage, choices } = completion.parse(JSON.parse(text));
  const { message, finish_reason } = choices[0];
  return {
    text: message.content ?? '',
    model,
    tokens: usage?.total_tokens ?? 0,
    isWhole: (finish_reason ?? 'stop') === 'stop',
    isBroken: false,
  };
}

async function readEvents(text: string): Promise<ReadCompletion> {
  const read: ReadCompletion = { text: '', tokens: 0, isWhole: false, isBroken: true };
  let events = 0;
  for (const data of dataOf(text)) {
    if (++events % READ_AT_ONCE === 0) await setImmediate();
    if (data === '[DONE]') {
      // Some servers say that it is over, and not why.
      if (read.isBroken) return { ...read, isWhole: true, isBroken: false };
      break;
    }
    const { model, usage, choices, error } = chunk.parse(JSON.parse(data));
    if (error) return { ...read, isWhole: false };
    read.model ??= model;
    read.tokens = usage?.total_tokens ?? read.tokens;
    for (const { index = 0, delta, finish_reason } of choices ?? []) {
      if (index !== 0) continue;
      read.text += delta?.content ?? '';
      if (!finish_reason) continue;
      read.isWhole = finish_reason === 'stop';
      read.isBroken = false;
    }
  }
  return read;
}

/** The data of each event. */
function* dataOf(text: string): Generator<string> {
  for (const event of text.split(/\r\n\r\n|\n\n|\r\r/)) {
    const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:'));
    if (lines.length > 0) yield lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n');
  }
}
