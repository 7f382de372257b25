import { generateText, type LanguageModel as SdkModel, streamText } from 'ai';
import { HeldBackText, isNoAnswer } from './held-back-text.ts';
import type { LanguageModel, ModelReply, ModelRequest, TextSink } from './language-model.ts';
import { instructionsOf, turnsFor } from './model-prompt.ts';
import type { Pricing } from './price-of.ts';
import { Empty, type End, isTold, requireWhole, usageOf } from './sdk-answer.ts';
import { sdkFailure } from './sdk-failure.ts';
import { SdkObjects } from './sdk-objects.ts';
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
  readonly #objects = new SdkObjects();

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
      const { end, ...answer } = await this.#ask(request, abortSignal, limit, onText);
      const usage = usageOf(end.usage);
      const cost = isTold(end.usage) ? this.#settings.pricing(usage) : undefined;
      return { ...answer, model: this.id, ...usage, cost };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof SinkFailed) throw error.cause;
      const { apiKey } = this.#settings;
      throw sdkFailure(error, { id: this.id, apiKey, silentMs: limit.passedAfter, asked: textsOf(request) });
    } finally {
      // A request whose answer is not read to its end is cancelled.
      limit.end();
    }
  }

  async #ask(
    request: ModelRequest,
    abortSignal: AbortSignal,
    limit: SilenceLimit,
    onText?: TextSink,
  ): Promise<ModelEnd> {
    if (request.schema) {
      const answer = await this.#objects.ask({ ...this.#callOf(request), abortSignal }, request.schema);
      limit.pause();
      if (onText) await handTo(onText, answer.text);
      return answer;
    }
    return onText ? this.#stream(request, abortSignal, limit, onText) : this.#whole(request, abortSignal);
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
}

interface ModelEnd {
  text: string | undefined;
  object?: unknown;
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

/** What was said by whoever is answered, which no message repeats. */
function textsOf({ question, history = [] }: ModelRequest): string[] {
  return [question, ...history.map(({ content }) => content)];
}
