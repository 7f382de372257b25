import type { LanguageModel as SdkModel } from 'ai';
import { GoldsmithError, messageOf } from '../errors.ts';
import {
  type LanguageModel,
  type ModelReply,
  type ModelRequest,
  type ModelSource,
  UNANSWERABLE,
} from './language-model.ts';

/** How often a call is tried again after an answer that says so (429, 5xx); the SDK waits, longer each time. */
const RETRIES = 2;

/**
 * A {@link LanguageModel} over a model of the AI SDK (https://ai-sdk.dev). The SDK is loaded where a model is set up, beside all
 * else: without one nobody waits for it.
 */
export class SdkLanguageModel implements LanguageModel {
  readonly id: string;
  readonly #sdk = import('ai');
  readonly #model: Promise<SdkModel>;
  readonly #timeoutMs: number;
  readonly #apiKey: string | undefined;

  /** @param apiKey kept out of every error message, in case a server repeats it. */
  constructor(id: string, model: Promise<SdkModel>, timeoutMs: number, apiKey?: string) {
    this.id = id;
    this.#model = model;
    this.#timeoutMs = timeoutMs;
    this.#apiKey = apiKey;
  }

  async reply(request: ModelRequest, signal?: AbortSignal): Promise<ModelReply> {
    const limit = AbortSignal.timeout(this.#timeoutMs);
    try {
      const { generateText } = await this.#sdk;
      const result = await generateText({
        model: await this.#model,
        instructions: instructionsOf(request),
        messages: [...(request.history ?? []), { role: 'user', content: request.question }],
        maxRetries: RETRIES,
        abortSignal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      if (result.finishReason !== 'stop') throw new Error(`its answer was cut off: ${result.finishReason}`);
      const text = result.text.trim();
      const refused = text === '' || UNANSWERED.test(text);
      return {
        text: refused ? undefined : text,
        model: this.id,
        inputTokens: result.usage.inputTokens ?? 0,
        outputTokens: result.usage.outputTokens ?? 0,
      };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw this.#failure(error, limit.aborted, isRetryable(await this.#sdk, error));
    }
  }

  #failure(error: unknown, tookTooLong: boolean, retryable: boolean): GoldsmithError {
    const why = tookTooLong ? `no answer within ${this.#timeoutMs} ms` : messageOf(error);
    const withoutCredentials = why.replace(/\/\/[^\s/@]+@/g, '//');
    const told = this.#apiKey ? withoutCredentials.replaceAll(this.#apiKey, '[key]') : withoutCredentials;
    return new GoldsmithError('model-failed', `The model ${this.id} failed (${told}).`, {
      cause: told === why ? error : undefined,
      retryable: tookTooLong || retryable,
    });
  }
}

/** The word alone or in marks, as in "**UNANSWERABLE**". */
const UNANSWERED = new RegExp(`^[^\\p{L}]*${UNANSWERABLE}(?!\\p{L})`, 'u');

function isRetryable({ APICallError, RetryError }: typeof import('ai'), error: unknown): boolean {
  const last = RetryError.isInstance(error) ? error.lastError : error;
  return APICallError.isInstance(last) && last.isRetryable;
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
