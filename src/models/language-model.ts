import type { z } from 'zod';

/** A piece of the knowledge base handed to a model. */
export interface ModelSource {
  title: string;
  /** The headings above the text, outermost first. */
  headings: string[];
  text: string;
  /** Two-letter code, when known. */
  language?: string;
}

/** One earlier turn of a conversation. */
export interface ModelTurn {
  role: 'user' | 'assistant';
  content: string;
}

/** What a model is asked. */
export interface ModelRequest {
  question: string;
  /** The language to answer in, two-letter code; without it, the question's. */
  language?: string;
  /** How to answer; a system prompt. */
  instructions: string;
  /** Earlier turns, oldest first. */
  history?: ModelTurn[];
  /** The sources the answer must rest on, best first; absent for small talk. */
  sources?: ModelSource[];
  /** Asks for an object of this shape in place of a text. */
  schema?: z.ZodType;
}

/** Takes an answer piece by piece as it comes; the next piece waits until the promise it returns is kept. */
export type TextSink = (text: string) => void | Promise<void>;

/** The tokens of one call. */
export interface TokenUsage {
  /** Those of the cache included. */
  inputTokens: number;
  /** The part of the input that the provider had in its cache; undefined when it does not tell. */
  cachedInputTokens?: number;
  outputTokens: number;
}

/** What a model answered. */
export interface ModelReply extends TokenUsage {
  /** The answer, or undefined when the sources do not hold one. */
  text: string | undefined;
  /** The object that was asked for, which fits the request's schema; then the text is its JSON. */
  object?: unknown;
  /** Which of the request's sources the answer rests on, as indices; undefined when the model does not tell. */
  used?: number[];
  /** The id of the model that answered. */
  model: string;
  /** US dollars; undefined when the model's price is not known. */
  cost: number | undefined;
}

/** Answers questions. Implementations must pass `test/contracts/language-model-contract.ts`. */
export interface LanguageModel {
  /** `provider:model`. */
  readonly id: string;
  /**
   * @param onText is given the answer as it comes, which together is the reply's text; nothing when there is none. An object
   * comes as a whole.
   * @throws GoldsmithError `model-failed`, with `retryable` telling whether another try may help; the signal's reason
   * when it was aborted.
   */
  reply(request: ModelRequest, signal?: AbortSignal, onText?: TextSink): Promise<ModelReply>;
}

/** The word a model is told to answer with when the sources do not hold the answer. */
export const UNANSWERABLE = 'UNANSWERABLE';
