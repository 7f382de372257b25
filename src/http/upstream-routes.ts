import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { replay } from '../chat/replay.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { GoldenAnswer } from '../golden/golden-answer.ts';
import type { ChatCompletionRequest } from '../upstream/chat-completion.ts';
import { headerOf } from '../upstream/end-to-end-headers.ts';
import {
  type Asked,
  type Decision,
  type PassingAnswer,
  passed,
  type UpstreamProxy,
} from '../upstream/upstream-proxy.ts';
import { readCompletionRequest, userOf } from './asked-completion.ts';
import { cacheHeaders } from './cache-headers.ts';
import { clientSignal } from './client-signal.ts';
import { CompletionChunks, completionHead, hitCompletion, toOpenAiError } from './openai-protocol.ts';
import { drained, EventStream } from './sse.ts';

/** A longer request, in bytes, is not looked at: it holds pictures, as a rule. It is passed on as it comes. */
export const LONGEST_READ = 256 * 1024;

/** Of a longer answer nothing is learned. */
const LONGEST_LEARNED = 1024 * 1024;

/** Answers a chat completion from the cache, or passes it on and learns from the answer. */
export async function passCompletion(
  upstream: UpstreamProxy,
  request: FastifyRequest,
  body: Buffer | Readable | undefined,
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<string | undefined> {
  const asked = readAsked(request, body);
  const decision = 'request' in asked ? await lookUp(upstream, asked, request, signal) : asked;
  reply.headers(cacheHeaders(decision));
  if ('request' in asked && 'answer' in decision && decision.answer) {
    upstream.recordHit(asked, decision, decision.answer);
    return sendHit(asked.request, decision.key, decision.answer, reply, signal);
  }
  const answer = await forward(upstream, request, body, signal);
  const collector = new Collector();
  const isWhole = await pipe(answer, reply, signal, (chunk) => collector.take(chunk));
  if (!isWhole || answer.status !== 200 || !('request' in asked) || !collector.bytes) return undefined;
  upstream.learn(asked, decision, {
    contentType: headerOf(answer.headers, 'content-type'),
    contentEncoding: headerOf(answer.headers, 'content-encoding'),
    bytes: collector.bytes,
  });
  return undefined;
}

/** Passes on a request that the cache has no answer for. */
export async function passAnything(
  upstream: UpstreamProxy,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<undefined> {
  const signal = clientSignal(reply);
  const answer = await forward(upstream, request, request.body as Readable | undefined, signal);
  await pipe(answer, reply, signal);
}

/** The request where it can be read, else why it is passed on unread; whether it is right is the upstream's to say. */
function readAsked(request: FastifyRequest, body: Buffer | Readable | undefined): Asked | Decision {
  if (body && !Buffer.isBuffer(body)) return passed('too-large');
  try {
    const completion = readCompletionRequest(body);
    return { request: completion, userId: userOf(completion, request.headers), at: Date.now() };
  } catch (error) {
    return passed(error instanceof GoldsmithError && error.code === 'too-large' ? 'too-large' : 'unreadable');
  }
}

function lookUp(
  upstream: UpstreamProxy,
  asked: Asked,
  request: FastifyRequest,
  signal: AbortSignal,
): Promise<Decision> {
  const wants = request.headers['x-goldsmith'];
  return upstream.lookup(asked.request, typeof wants === 'string' && /^bypass$/i.test(wants.trim()), signal);
}

async function sendHit(
  asked: ChatCompletionRequest,
  key: string,
  golden: GoldenAnswer,
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<string | undefined> {
  const head = completionHead(key, asked.model);
  if (!asked.stream) {
    reply.type('application/json; charset=utf-8');
    return hitCompletion(head, golden);
  }
  const events = new EventStream(reply, signal);
  const chunks = new CompletionChunks(events, asked.stream_options?.include_usage === true);
  try {
    chunks.begin(head);
    await replay(golden.answer, (text) => chunks.text(text), signal);
    await chunks.end({ inputTokens: 0, outputTokens: 0 });
  } catch (error) {
    // Nothing but the client's going can end a stream that comes from memory.
    if (!events.isOpen || !signal.aborted) throw error;
  } finally {
    events.end();
  }
  return undefined;
}

/** @throws GoldsmithError `bad-input` for a path that would lead out of the upstream's base. */
function forward(
  upstream: UpstreamProxy,
  { raw }: FastifyRequest,
  body: Buffer | Readable | undefined,
  signal: AbortSignal,
): Promise<PassingAnswer> {
  const path = (raw.url ?? '').replace(/^\/v1/, '');
  if (/(^|[/\\])(\.|%2e){1,2}([/\\?#]|$)/i.test(path.split('?')[0])) {
    throw new GoldsmithError('bad-input', 'The path must hold no "." or "..".');
  }
  return upstream.forward({ method: raw.method ?? 'GET', path, headers: raw.rawHeaders, body }, signal);
}

/**
 * Sends on an answer as it comes.
 * @returns whether it came to its end.
 */
async function pipe(
  answer: PassingAnswer,
  reply: FastifyReply,
  signal: AbortSignal,
  onChunk?: (chunk: Buffer) => void,
): Promise<boolean> {
  const theirs = answer.headers;
  // By its own id the upstream's operator finds the request.
  if (headerOf(theirs, 'x-request-id') !== '') reply.removeHeader('x-request-id');
  const ours = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]);
  const { raw } = reply.hijack();
  // Goldsmith's own come last: of an upstream that is a Goldsmith too the client hears through this one.
  raw.writeHead(answer.status, answer.statusText, [...theirs, ...ours.flat()]);
  // A client of events waits for the headers, which may come long before the first event.
  raw.flushHeaders();
  try {
    for await (const chunk of answer.body) {
      onChunk?.(chunk);
      if (!raw.write(chunk)) await drained(raw, signal);
    }
    raw.end();
    return true;
  } catch (error) {
    if (!signal.aborted) breakOff(error, answer, reply);
    return false;
  }
}

/** Tells a client of events what happened; any other client sees that the connection is cut. */
function breakOff(error: unknown, { headers }: PassingAnswer, reply: FastifyReply): void {
  const isPlain = headerOf(headers, 'content-encoding') === '' && headerOf(headers, 'content-length') === '';
  if (isPlain && /^text\/event-stream/i.test(headerOf(headers, 'content-type'))) {
    // The blank line ends what was begun.
    reply.raw.end(`\n\ndata: ${JSON.stringify(toOpenAiError(error).body)}\n\n`);
    return;
  }
  reply.log.warn({ reason: messageOf(error) }, 'an answer is cut off, as the upstream cut it');
  reply.raw.destroy();
}

/** Keeps what passes, up to a length. */
class Collector {
  #chunks: Buffer[] = [];
  #length = 0;

  take(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length <= LONGEST_LEARNED) this.#chunks.push(chunk);
    else this.#chunks = [];
  }

  /** Undefined when it was too long. */
  get bytes(): Buffer | undefined {
    return this.#length <= LONGEST_LEARNED ? Buffer.concat(this.#chunks) : undefined;
  }
}
