import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4Middleware,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { piecesOf } from '../chat/replay.ts';
import { GoldsmithError } from '../errors.ts';
import type { Lookup } from '../golden/golden-answer-service.ts';
import { type CacheableCall, cacheableCall } from './cacheable-call.ts';
import type { Goldsmith } from './goldsmith.ts';

/** How the middleware is to work. */
export interface GoldsmithMiddlewareOptions {
  /** Whether questions and answers that pass are saved for the next night; true unless set. */
  learn?: boolean;
  /** Who asks, so that a night can tell many users from one; called for each call. */
  userId?: (call: LanguageModelV4CallOptions) => string | undefined;
}

/** What the cache did, as the AI SDK's `providerMetadata.goldsmith`. */
type GoldsmithMetadata = { goldsmith: { outcome: string; reason: string; lookupId?: string; cluster?: number } };

const NO_TOKENS: LanguageModelV4Usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};
const STOP = { unified: 'stop', raw: 'golden-answer' } as const;

/**
 * A middleware for the AI SDK: `wrapLanguageModel({ model, middleware: goldsmithMiddleware(goldsmith) })`. A question that has
 * a golden answer gets it, whole or as a stream, and the model is not called; every other call goes to the model as it is.
 * `providerMetadata.goldsmith` says what the cache did. The cache looks at the user's last message, not at the instructions: wrap
 * the model that answers users, not one that rewrites or classifies what they say.
 * (https://ai-sdk.dev/docs/ai-sdk-core/middleware)
 */
export function goldsmithMiddleware(
  goldsmith: Goldsmith,
  { learn = true, userId }: GoldsmithMiddlewareOptions = {},
): LanguageModelV4Middleware {
  const ask = async (params: LanguageModelV4CallOptions) => {
    const call = cacheableCall(params);
    if (typeof call === 'string') return { metadata: metadataOf({ outcome: 'bypass', reason: call }) };
    const { question, hasHistory } = call;
    const lookup = await goldsmith.lookup(question, { hasHistory, signal: params.abortSignal }).catch(isClosed);
    // What is asked while the program ends goes to the model as if there were no cache.
    if (!lookup) return { metadata: metadataOf({ outcome: 'bypass', reason: 'closed' }) };
    return { call, lookup, metadata: metadataOf(lookup) };
  };
  const remember = (params: LanguageModelV4CallOptions, call: CacheableCall, answer: string, metadata: object) => {
    if (!learn) return;
    const conversation = {
      userId: userId?.(params),
      messages: [
        { role: 'user' as const, content: call.question },
        { role: 'assistant' as const, content: answer },
      ],
      metadata: { ...metadata, follow_up: call.hasHistory },
    };
    // Afterwards: what the user waits for is out, and a database that is away costs nothing but the memory of it.
    setImmediate(() => void goldsmith.learn(conversation).catch(() => undefined));
  };

  return {
    specificationVersion: 'v4',
    async wrapGenerate({ doGenerate, params, model }) {
      const { call, lookup, metadata } = await ask(params);
      const hit = lookup?.answer?.answer;
      const result = hit === undefined ? await doGenerate() : generated(hit);
      const isWhole = result.finishReason.unified === 'stop';
      if (call && isWhole) remember(params, call, textOf(result.content), saved(metadata, hit, model.modelId));
      return { ...result, providerMetadata: { ...result.providerMetadata, ...metadata } };
    },
    async wrapStream({ doStream, params, model }) {
      const { call, lookup, metadata } = await ask(params);
      const hit = lookup?.answer?.answer;
      const result = hit === undefined ? await doStream() : streamed(hit);
      const watched = watch(metadata, (answer) => {
        if (call) remember(params, call, answer, saved(metadata, hit, model.modelId));
      });
      return { ...result, stream: result.stream.pipeThrough(watched) };
    },
  };
}

function isClosed(error: unknown): undefined {
  if (error instanceof GoldsmithError && error.code === 'closed') return undefined;
  throw error;
}

function metadataOf(
  lookup: Pick<Lookup, 'outcome' | 'reason' | 'cluster' | 'key'> | { outcome: string; reason: string },
): GoldsmithMetadata {
  const { outcome, reason } = lookup;
  const more =
    'key' in lookup
      ? { lookupId: lookup.key, ...(lookup.cluster === undefined ? {} : { cluster: lookup.cluster }) }
      : {};
  return { goldsmith: { outcome, reason, ...more } };
}

function saved({ goldsmith: { outcome, reason, cluster } }: GoldsmithMetadata, hit: string | undefined, model: string) {
  return { outcome, reason, cluster, model: hit === undefined ? model : 'golden-answer-cache', route: 'middleware' };
}

function generated(text: string): LanguageModelV4GenerateResult {
  return { content: [{ type: 'text', text }], finishReason: STOP, usage: NO_TOKENS, warnings: [] };
}

function streamed(text: string): LanguageModelV4StreamResult {
  const id = 'golden-answer';
  const parts: LanguageModelV4StreamPart[] = [
    { type: 'stream-start', warnings: [] },
    { type: 'text-start', id },
    ...piecesOf(text).map((delta) => ({ type: 'text-delta' as const, id, delta })),
    { type: 'text-end', id },
    { type: 'finish', finishReason: STOP, usage: NO_TOKENS },
  ];
  return { stream: ReadableStream.from(parts) };
}

/** Passes a stream on as it is, with what the cache did, and tells the whole text at its end; nothing of one that breaks off. */
function watch(
  metadata: GoldsmithMetadata,
  onEnd: (text: string) => void,
): TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart> {
  let text = '';
  return new TransformStream({
    transform(part, controller) {
      if (part.type === 'text-delta') text += part.delta;
      if (part.type !== 'finish') return controller.enqueue(part);
      if (part.finishReason.unified === 'stop') onEnd(text);
      controller.enqueue({ ...part, providerMetadata: { ...part.providerMetadata, ...metadata } });
    },
  });
}

function textOf(content: readonly LanguageModelV4Content[]): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
