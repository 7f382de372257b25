import { z } from 'zod';
import { GoldsmithError } from '../errors.ts';
import type { GoldenAnswer } from '../golden/golden-answer.ts';
import { describeError } from './describe-error.ts';
import type { EventStream } from './sse.ts';

const usage = z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number() });

/** The answer to a chat completion that is not streamed. */
export const completionResponse = z
  .looseObject({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.number().describe('Seconds since 1970'),
    model: z.string().describe('As asked for'),
    choices: z.array(
      z.looseObject({
        index: z.number(),
        message: z.looseObject({ role: z.literal('assistant'), content: z.string().nullable() }),
        finish_reason: z.string(),
      }),
    ),
    usage: usage.optional(),
  })
  .meta({
    examples: [
      {
        id: 'chatcmpl-5b0b6b0c-3c1c-4a53-9d0c-0c8f1f0e7a11',
        object: 'chat.completion',
        created: 1_790_000_000,
        model: 'goldsmith',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: 'A KITAS is a limited stay permit.', refusal: null },
            logprobs: null,
            finish_reason: 'stop',
          },
        ],
        usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
      },
    ],
  });

/** A completion, as it is sent. */
export type Completion = z.output<typeof completionResponse>;

/** A chat completion that is streamed. */
export const completionEvents = z.string().meta({
  description: 'With `stream: true`: chunks as server-sent events, then `[DONE]`.',
  examples: [
    'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"goldsmith",' +
      '"choices":[{"index":0,"delta":{"content":"A KITAS is"},"logprobs":null,"finish_reason":null}]}\n\ndata: [DONE]\n\n',
  ],
});

/** OpenAI's form of an error. */
export const openAiError = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string().nullable(),
    }),
  })
  .meta({
    examples: [
      {
        error: {
          message:
            'Goldsmith answers with text only: it cannot serve "tools" without an upstream (GOLDSMITH_UPSTREAM).',
          type: 'invalid_request_error',
          param: 'tools',
          code: 'unsupported',
        },
      },
    ],
  });

/** A request that Goldsmith refuses because of one of its fields. */
export class RefusedField extends GoldsmithError {
  readonly field: string;
  readonly why: string;

  constructor(field: string, why: string, message: string) {
    super('bad-input', message);
    this.field = field;
    this.why = why;
  }
}

/** An error in OpenAI's form, with its status. */
export function toOpenAiError(error: unknown): { status: number; body: z.output<typeof openAiError> } {
  const { status, code, message } = describeError(error);
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  const { field, why } = error instanceof RefusedField ? error : { field: null, why: code };
  return { status, body: { error: { message, type, param: field, code: why } } };
}

/** Tokens of an answer. */
export interface Tokens {
  inputTokens: number;
  outputTokens: number;
}

/** What every part of one completion bears. */
export interface CompletionHead {
  id: string;
  created: number;
  model: string;
}

/** The head of an answer that is made now. */
export function completionHead(key: string, model: string | null | undefined): CompletionHead {
  return { id: `chatcmpl-${key}`, created: Math.floor(Date.now() / 1000), model: model ?? 'goldsmith' };
}

/** A whole completion. */
export function completionOf(head: CompletionHead, content: string, tokens: Tokens): Completion {
  return { ...head, ...completionBody(content, tokens) };
}

/** The JSON of hits after their head, by answer. */
const hitBodies = new WeakMap<GoldenAnswer, string>();

/** A hit's completion as JSON: the same answers go out again and again. */
export function hitCompletion(head: CompletionHead, golden: GoldenAnswer): string {
  let body = hitBodies.get(golden);
  if (body === undefined) {
    body = JSON.stringify(completionBody(golden.answer, { inputTokens: 0, outputTokens: 0 }));
    hitBodies.set(golden, body);
  }
  return `${JSON.stringify(head).slice(0, -1)},${body.slice(1)}`;
}

function completionBody(content: string, tokens: Tokens) {
  const message = { role: 'assistant' as const, content, refusal: null };
  return {
    object: 'chat.completion' as const,
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: usageOf(tokens),
  };
}

/** Sends one completion chunk by chunk. */
export class CompletionChunks {
  readonly #events: EventStream;
  readonly #includeUsage: boolean;
  #head: CompletionHead | undefined;
  /** The first chunk tells who speaks; a comment that keeps the stream alive may have gone before it. */
  #hasRole = false;

  constructor(events: EventStream, includeUsage: boolean) {
    this.#events = events;
    this.#includeUsage = includeUsage;
  }

  /** Comes before all text; sends nothing yet, so that an error before the first text has a status of its own. */
  begin(head: CompletionHead): void {
    this.#head = head;
  }

  async text(content: string): Promise<void> {
    if (!this.#hasRole) await this.#delta({ role: 'assistant', content: '', refusal: null });
    this.#hasRole = true;
    await this.#delta({ content });
  }

  async end(tokens: Tokens): Promise<void> {
    await this.#delta({}, 'stop');
    if (this.#includeUsage) await this.#send({ choices: [], usage: usageOf(tokens) });
    await this.#events.sendText('[DONE]');
  }

  #delta(delta: object, finish_reason: string | null = null): Promise<void> {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
    return this.#send(this.#includeUsage ? { choices, usage: null } : { choices });
  }

  #send(rest: object): Promise<void> {
    return this.#events.send({ ...this.#head, object: 'chat.completion.chunk', ...rest });
  }
}

function usageOf({ inputTokens, outputTokens }: Tokens): z.output<typeof usage> {
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens };
}
