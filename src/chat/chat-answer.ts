import type { AnswerSource, GoldenAnswer } from '../golden/golden-answer.ts';
import type { Lookup } from '../golden/golden-answer-service.ts';
import type { FoundChunk } from '../knowledge/knowledge-search.ts';
import type { ModelReply, ModelTurn, TextSink } from '../models/language-model.ts';
import { type FixedReply, fixedReply } from './fixed-replies.ts';
import type { Route } from './routing/router.ts';

/** A chat user's question. */
export interface ChatQuestion {
  question: string;
  userId?: string;
  /** Earlier turns, oldest first. */
  history?: ModelTurn[];
}

/** The answer, and where it came from. */
export interface ChatAnswer {
  response: string;
  /** `golden-answer-cache`, or the model's `provider:model`. */
  modelUsed: string;
  /** `cache`, or the model's provider. */
  aiUsed: string;
  sources: Pick<AnswerSource, 'title' | 'url' | 'path' | 'headings'>[];
  /** The cost in US dollars; undefined when it is not known. */
  usage: { inputTokens: number; outputTokens: number; cost?: number };
  lookup: Lookup;
  /** Undefined for a hit, which meets no router. */
  route?: Route;
}

/** Takes an answer as it comes. */
export interface AnswerStream {
  /** Called once, before any text: what the cache did, and for a miss the way that the question takes. */
  begin(start: Pick<ChatAnswer, 'lookup' | 'route'>): void | Promise<void>;
  /** Called with the answer's pieces, which together are its response. */
  text: TextSink;
}

/** What the models gave; `isModels` tells whether one of them said it. */
export type ModelAnswer = Omit<ChatAnswer, 'lookup' | 'route'> & { isModels: boolean };

/** A golden answer, as the chat gives it. */
export function fromCache(golden: GoldenAnswer, lookup: Lookup): ChatAnswer {
  return {
    response: golden.answer,
    modelUsed: 'golden-answer-cache',
    aiUsed: 'cache',
    sources: golden.sources.map(cite),
    usage: { inputTokens: 0, outputTokens: 0, cost: 0 },
    lookup,
  };
}

/** An answer that was not given to its end, with as much as the user has seen of it. */
export function brokenOff(lookup: Lookup, heard?: { said: string; route?: Route }): ChatAnswer {
  return {
    response: heard?.said ?? '',
    modelUsed: 'none',
    aiUsed: 'none',
    sources: [],
    usage: { inputTokens: 0, outputTokens: 0 },
    lookup,
    route: heard?.route,
  };
}

/**
 * A model's reply, with the chunks that it names, or all where it names none.
 * @param otherwise what is said where no model said anything.
 */
export function toAnswer(
  reply: ModelReply,
  chunks: FoundChunk[],
  otherwise: FixedReply,
  language: string | undefined,
): ModelAnswer {
  const used = reply.used?.map((i) => chunks[i]) ?? chunks;
  return {
    isModels: reply.text !== undefined,
    response: reply.text ?? fixedReply(otherwise, language),
    modelUsed: reply.model,
    aiUsed: reply.model.split(':')[0],
    sources: reply.text === undefined ? [] : used.map(cite),
    usage: { inputTokens: reply.inputTokens, outputTokens: reply.outputTokens, cost: reply.cost },
  };
}

function cite({ title, url, path, headings }: Pick<AnswerSource, 'title' | 'url' | 'path' | 'headings'>) {
  return { title, url, path, headings };
}
