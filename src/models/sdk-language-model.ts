import {
  APICallError,
  generateText,
  InvalidResponseDataError,
  type LanguageModelUsage,
  RetryError,
  type LanguageModel as SdkModel,
  streamText,
} from 'ai';
import { messageOf } from '../errors.ts';
import { HeldBackText, isNoAnswer } from './held-back-text.ts';
import {
  type LanguageModel,
  type ModelReply,
  type ModelRequest,
  type ModelSource,
  type ModelTurn,
  type TextSink,
  type TokenUsage,
  UNANSWERABLE,
} from './language-model.ts';
import { type FailureReason, ModelFailure } from './model-failure.ts';
import type { Pricing } from './price-of.ts';
import { SilenceLimit } from './silence-limit.ts';

/** How often a call is tried again after an answer that says so (429, 5xx); the SDK waits, longer each time. */
const RETRIES = 2;

/** How long an answer that has begun may pause, milliseconds: by then its reader has long given it up. */
const MOST_PAUSE_MS = 20_000;

/** What one model is asked with. */
export interface SdkModelSettings {
  /** How long it may take for its answer, or for the first text of one that is streamed, milliseconds. */
  timeoutMs: number;
  /** Kept out of every error message, in case a server repeats it. */
  apiKey?: string;
  pricing: Pricing;
}

/** A {@link LanguageModel} over a model of the AI SDK (https://ai-sdk.dev). */
export class SdkLanguageModel implements LanguageModel {
  readonly id: string;
  readonly #model: SdkModel;
  readonly #settings: SdkModelSettings;

  constructor(id: string, model: SdkModel, settings: SdkModelSettings) {
    this.id = id;
    this.#model = model;
    this.#settings = settings;
  }

  /** @throws ModelFailure; the signal's reason; whatever `onText` throws. */
  async reply(request: ModelRequest, signal?: AbortSignal, onText?: TextSink): Promise<ModelReply> {
    const limit = new SilenceLimit(this.#settings.timeoutMs);
    const abortSignal = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
    try {
      const { text, end } = onText
        ? await this.#stream(request, abortSignal, limit, onText)
        : await this.#whole(request, abortSignal);
      const usage = usageOf(end.usage);
      return { text, model: this.id, ...usage, cost: isTold(end.usage) ? this.#settings.pricing(usage) : undefined };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof SinkFailed) throw error.cause;
      throw this.#failure(error, limit.passedAfter);
    } finally {
      // A request whose answer is not read to its end is cancelled.
      limit.end();
    }
  }

  async #whole(request: ModelRequest, abortSignal: AbortSignal): Promise<ModelEnd> {
    const { text, finishReason, usage } = await generateText({ ...this.#callOf(request), abortSignal });
    const end = { finishReason, usage };
    requireWhole(end);
    if (text.trim() === '') throw new Empty(end);
    return { text: isNoAnswer(text) ? undefined : text.trim(), end };
  }

  /** The limit is on the first text, and then on the pauses within it, not on the whole. */
  async #stream(
    request: ModelRequest,
    abortSignal: AbortSignal,
    limit: SilenceLimit,
    onText: TextSink,
  ): Promise<ModelEnd> {
    const held = new HeldBackText();
    const pauseMs = Math.min(MOST_PAUSE_MS, this.#settings.timeoutMs);
    const handOn = async (text: string) => {
      // How long the reader takes is not the model's fault.
      limit.pause();
      if (text) await handTo(onText, text);
      limit.restart(pauseMs);
    };
    let end: End | undefined;
    let saysAny = false;
    // What fails comes as a part of the stream; without onError the SDK would print it too.
    const { stream } = streamText({ ...this.#callOf(request), abortSignal, onError: () => {} });
    for await (const part of stream) {
      if (part.type === 'text-delta' && part.text) {
        saysAny ||= part.text.trim() !== '';
        await handOn(held.take(part.text));
      } else if (part.type === 'error') throw part.error;
      else if (part.type === 'finish') end = { finishReason: part.finishReason, usage: part.totalUsage };
    }
    abortSignal.throwIfAborted();
    requireWhole(end);
    await handOn(held.end());
    if (!saysAny) throw new Empty(end);
    return { text: held.text, end };
  }

  #callOf(request: ModelRequest) {
    return {
      model: this.#model,
      instructions: instructionsOf(request),
      messages: [...turnsFor(request.history ?? []), { role: 'user' as const, content: request.question }],
      maxRetries: RETRIES,
    };
  }

  #failure(thrown: unknown, silentMs: number | undefined): ModelFailure {
    const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
    const why = silentMs === undefined ? describe(thrown) : `no answer within ${silentMs} ms`;
    const withoutCredentials = why.replace(/\/\/[^\s/@]+@/g, '//');
    const { apiKey } = this.#settings;
    const told = apiKey ? withoutCredentials.replaceAll(apiKey, '[key]') : withoutCredentials;
    const reason = silentMs === undefined ? reasonOf(error) : 'timeout';
    return new ModelFailure(`The model ${this.id} failed (${told}).`, {
      reason,
      status: reason === 'status' ? statusOf(error) : undefined,
      usage:
        (error instanceof Unfinished || error instanceof Empty) && isTold(error.usage)
          ? usageOf(error.usage)
          : undefined,
      retryable: reason === 'timeout' || isRetryable(error),
      cause: told === why ? thrown : undefined,
    });
  }
}

/** Some providers refuse a turn without text, and a conversation that the user did not begin. */
function turnsFor(history: readonly ModelTurn[]): readonly ModelTurn[] {
  const said = history.filter(({ content }) => content.trim() !== '');
  const begin = said.findIndex(({ role }) => role === 'user');
  return begin < 0 ? [] : said.slice(begin);
}

/** How the SDK says that an answer ended. */
interface End {
  finishReason: string;
  usage: LanguageModelUsage;
}

interface ModelEnd {
  text: string | undefined;
  end: End;
}

/** The reader could not take a piece: nothing that the model could help. */
class SinkFailed extends Error {}

async function handTo(onText: TextSink, text: string): Promise<void> {
  try {
    await onText(text);
  } catch (error) {
    throw new SinkFailed('the answer was not taken', { cause: error });
  }
}

/** An answer that is not one: it stops before its end. */
class Unfinished extends Error {
  readonly finishReason: string;
  readonly usage: LanguageModelUsage | undefined;

  constructor(end: End | undefined) {
    super(`its answer was cut off: ${end?.finishReason ?? 'it has no end'}`);
    this.finishReason = end?.finishReason ?? 'interrupted';
    this.usage = end?.usage;
  }

  /** The model ended it on purpose, and would so again. */
  get isMeant(): boolean {
    return ['length', 'content-filter', 'tool-calls'].includes(this.finishReason);
  }
}

function requireWhole(end: End | undefined): asserts end is End {
  if (end?.finishReason !== 'stop') throw new Unfinished(end);
}

/** An answer that came to its end and says nothing; who has no answer says so in a word. */
class Empty extends Error {
  readonly usage: LanguageModelUsage;

  constructor({ usage }: End) {
    super('its answer is empty');
    this.usage = usage;
  }
}

/** Whether the provider said how many tokens it took: some servers of the openai kind do not. */
function isTold(usage: LanguageModelUsage | undefined): usage is LanguageModelUsage {
  return usage?.inputTokens !== undefined && usage.outputTokens !== undefined;
}

function usageOf({ inputTokens, inputTokenDetails, outputTokens }: LanguageModelUsage): TokenUsage {
  return {
    inputTokens: inputTokens ?? 0,
    cachedInputTokens: inputTokenDetails.cacheReadTokens,
    outputTokens: outputTokens ?? 0,
  };
}

/** The status of an error, where the SDK tells one: of the answer, or of an error that came in the middle of it. */
function statusOf(error: unknown): number | undefined {
  const status = error instanceof Object && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}

function reasonOf(error: unknown): FailureReason {
  if (error instanceof Unfinished) return error.isMeant ? 'unfinished' : 'interrupted';
  if (error instanceof Empty) return 'empty';
  if (APICallError.isInstance(error)) return reasonOfCall(error);
  if (!(error instanceof Error)) return 'error-event';
  // With no tools in play, a stream without an end is all that the SDK says this of.
  if (InvalidResponseDataError.isInstance(error)) return 'interrupted';
  if (error.name.startsWith('AI_')) return statusOf(error) ? 'error-event' : 'unreadable';
  return 'connection';
}

/** A good status whose body may be asked for again is a body that broke off. */
function reasonOfCall({ statusCode, isRetryable }: APICallError): FailureReason {
  if (statusCode !== undefined && statusCode >= 400) return 'status';
  return statusCode === undefined || isRetryable ? 'connection' : 'unreadable';
}

function isRetryable(error: unknown): boolean {
  if (APICallError.isInstance(error)) return error.isRetryable;
  return ['connection', 'interrupted', 'error-event', 'empty'].includes(reasonOf(error));
}

/** Errors that come in the middle of an answer are plain objects. */
function describe(error: unknown): string {
  if (error instanceof Error || !(error instanceof Object)) return messageOf(error);
  return 'message' in error ? messageOf(error.message) : JSON.stringify(error);
}

/** The whole system prompt: the request's instructions, the language, and the sources with how to use them. */
function instructionsOf({ instructions, language, sources }: ModelRequest): string {
  const name = language && new Intl.DisplayNames(['en'], { type: 'language' }).of(language);
  const parts = [instructions, name ? `Answer in ${name}.` : "Answer in the question's language."];
  if (sources) {
    parts.push(
      `Answer only from the sources below. If they do not hold the answer, reply with the single word ${UNANSWERABLE}.`,
      ...sources.map(quoteSource),
    );
  }
  return parts.join('\n\n');
}

function quoteSource(source: ModelSource, index: number): string {
  const name = [source.title, ...source.headings].join(' > ');
  return `<source number="${index + 1}" name=${JSON.stringify(name)}>\n${source.text}\n</source>`;
}
