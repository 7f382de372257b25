import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Agent, errors } from 'undici';
import type { UpstreamConfig } from '../config.ts';
import { AfterAnswers } from '../conversations/after-answers.ts';
import type { ConversationRecorder } from '../conversations/conversation-recorder.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { GoldenAnswer } from '../golden/golden-answer.ts';
import type { GoldenAnswerService, Lookup, PassedOver } from '../golden/golden-answer-service.ts';
import type { Logger } from '../log.ts';
import { type ChatCompletionRequest, demandOf, historyOf, questionOf } from './chat-completion.ts';
import { type PassedBytes, readCompletion } from './completion-reader.ts';
import { endToEndHeaders } from './end-to-end-headers.ts';
import { type FaultCounts, faultOfStatus, noFaults } from './upstream-faults.ts';

/** A request as it came from the client. */
export interface PassingRequest {
  method: string;
  /** What follows the base URL, with the query: `/models`. */
  path: string;
  /** Names and values in turn, as they came. */
  headers: readonly string[];
  body?: Buffer | Readable;
}

/** The upstream's answer as it comes. */
export interface PassingAnswer {
  status: number;
  statusText: string;
  /** Names and values in turn, without those that concern one connection. */
  headers: string[];
  /** The bytes as they came over the wire. Fails with a GoldsmithError `upstream-stalled` or `upstream-unreachable`. */
  body: AsyncIterable<Buffer>;
}

/** What the cache says to a request: a golden answer, or why it is passed on. */
export type Decision = Lookup | PassedOver | Pick<PassedOver, 'outcome' | 'reason' | 'milliseconds'>;

/** Who asked what. */
export interface Asked {
  request: ChatCompletionRequest;
  userId: string | undefined;
  /** When, milliseconds since 1970. */
  at: number;
}

/** What the proxy is made of. */
export interface UpstreamProxyParts {
  upstream: UpstreamConfig;
  golden: GoldenAnswerService;
  recorder: ConversationRecorder;
  log: Logger;
}

/** Connecting may take no longer, milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/** In front of another bot: answers from the cache what it can, passes the rest on unchanged, and learns from what passes. */
export class UpstreamProxy {
  readonly #parts: UpstreamProxyParts;
  readonly #agent: Agent;
  readonly #origin: string;
  readonly #base: string;
  /** What stands after the question mark of its address, such as Azure's `api-version=...`; empty when there is none. */
  readonly #query: string;
  readonly #afterwards: AfterAnswers;
  readonly #faults = noFaults();

  constructor(parts: UpstreamProxyParts) {
    const { timeoutMs, url } = parts.upstream;
    const { origin, pathname, search } = new URL(url);
    this.#parts = parts;
    this.#origin = origin;
    this.#base = pathname.replace(/\/$/, '');
    this.#query = search.slice(1);
    this.#afterwards = new AfterAnswers(parts.log);
    this.#agent = new Agent({
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs) },
      // Header names keep their spelling only in HTTP/1.1.
      allowH2: false,
    });
  }

  /** What went wrong with the upstream since the start. */
  get faults(): Readonly<FaultCounts> {
    return this.#faults;
  }

  /**
   * Looks for a golden answer, where a stored text may be the answer.
   * @param skip true when the client does not want the cache.
   * @throws only the signal's reason.
   */
  async lookup(asked: ChatCompletionRequest, skip: boolean, signal?: AbortSignal): Promise<Decision> {
    const demand = demandOf(asked)?.demand;
    if (demand === 'no-question') return passed(demand);
    if (demand ?? skip) return this.#parts.golden.passOver(demand ?? 'asked-to');
    const hasHistory = historyOf(asked.messages).length > 0;
    return this.#parts.golden.lookupGoldenAnswer(questionOf(asked.messages), { hasHistory, signal });
  }

  /**
   * Passes a request on.
   * @param signal takes back the request, at any time until the body's end.
   * @throws GoldsmithError `upstream-unreachable`, or `upstream-stalled` when no header came in time; the signal's reason.
   */
  async forward({ method, path, headers, body }: PassingRequest, signal: AbortSignal): Promise<PassingAnswer> {
    try {
      const answer = await this.#agent.request({
        origin: this.#origin,
        method: method as 'GET',
        path: this.#pathOf(path),
        headers: this.#headersFor(headers, body),
        body,
        signal,
        responseHeaders: 'raw',
      });
      const fault = faultOfStatus(answer.statusCode);
      if (fault) this.#faults[fault]++;
      return {
        status: answer.statusCode,
        statusText: answer.statusText,
        headers: endToEndHeaders(answer.headers as unknown as string[]),
        body: this.#bytesOf(answer.body, signal),
      };
    } catch (error) {
      throw this.#failure(error, 'unreachable', signal);
    }
  }

  /** Saves the question and what the upstream answered, so that a night finds them. Returns at once. */
  learn(asked: Asked, decision: Decision, passedBytes: PassedBytes): void {
    if (demandOf(asked.request)) return;
    this.#afterwards.add(async () => {
      const read = await readCompletion(passedBytes).catch((error: unknown) => {
        this.#faults.unreadable++;
        this.#parts.log.warn(
          { reason: kindOf(error) },
          'an answer of the upstream was passed on but could not be read',
        );
      });
      if (read?.isBroken) this.#faults.cut++;
      if (!read?.isWhole || !read.text) return;
      this.#record(asked, decision, read.text, { model: read.model, tokens: read.tokens });
    });
  }

  /** Saves a question that the cache answered. Returns at once. */
  recordHit(asked: Asked, decision: Decision, { answer }: GoldenAnswer): void {
    this.#record(asked, decision, answer, { model: 'golden-answer-cache', tokens: 0 });
  }

  /** Waits for the bookkeeping of the answers that have gone out. */
  async settled(): Promise<void> {
    await this.#afterwards.done();
    await this.#parts.recorder.writePending();
  }

  /** Finishes the bookkeeping and lets go of the connections. */
  async close(): Promise<void> {
    await this.settled();
    await this.#agent.destroy();
  }

  #pathOf(path: string): string {
    const whole = `${this.#base}${path}`;
    if (!this.#query) return whole;
    return `${whole}${path.includes('?') ? '&' : '?'}${this.#query}`;
  }

  #headersFor(headers: readonly string[], body: Buffer | Readable | undefined): string[] {
    const { apiKey } = this.#parts.upstream;
    const ours = ['host', 'expect', 'x-goldsmith'];
    // A stream's length is known by its header alone.
    if (body === undefined || Buffer.isBuffer(body)) ours.push('content-length');
    if (apiKey) ours.push('authorization');
    const passed = endToEndHeaders(headers, ours);
    return apiKey ? [...passed, 'Authorization', `Bearer ${apiKey}`] : passed;
  }

  async *#bytesOf(body: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
    try {
      yield* body;
    } catch (error) {
      throw this.#failure(error, 'cut', signal);
    }
  }

  /** The upstream's address is the operator's matter: messages do not show it. */
  #failure(error: unknown, otherwise: 'unreachable' | 'cut', signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    const isStalled = error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError;
    const fault = isStalled ? 'stalled' : otherwise;
    this.#faults[fault]++;
    this.#parts.log.warn({ fault, reason: messageOf(error) }, 'the upstream failed');
    const { timeoutMs } = this.#parts.upstream;
    return isStalled
      ? new GoldsmithError('upstream-stalled', `The model server sent nothing for ${timeoutMs} ms.`, {
          cause: error,
          retryable: true,
        })
      : new GoldsmithError('upstream-unreachable', FAILED[otherwise], { cause: error, retryable: true });
  }

  #record(
    { request: { messages }, userId, at }: Asked,
    { outcome, reason, ...lookup }: Decision,
    answer: string,
    { model, tokens }: { model: string | undefined; tokens: number },
  ): void {
    this.#parts.recorder.record({
      key: 'key' in lookup ? lookup.key : randomUUID(),
      userId,
      question: questionOf(messages),
      answer,
      askedAt: at,
      metadata: {
        outcome,
        reason,
        cluster: 'cluster' in lookup ? lookup.cluster : undefined,
        model,
        tokens,
        follow_up: historyOf(messages).length > 0,
      },
    });
  }
}

const FAILED = {
  unreachable: 'The model server cannot be reached.',
  cut: 'The model server broke off its answer.',
};

/** What stands for the lookup of a request that asks nothing. */
export function passed(reason: string): Decision {
  return { outcome: 'bypass', reason, milliseconds: 0 };
}

/** What an error is, without the answer's text, which some messages quote. */
function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
