import type { LanguageModelUsage } from 'ai';
import type { TokenUsage } from './language-model.ts';

/** How the SDK says that an answer ended. */
export interface End {
  finishReason: string;
  usage: LanguageModelUsage;
}

/** An answer that is not one: it stops before its end. */
export class Unfinished extends Error {
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

/** @throws Unfinished when an answer stops before its end. */
export function requireWhole(end: End | undefined): asserts end is End {
  if (end?.finishReason !== 'stop') throw new Unfinished(end);
}

/** Whether the provider said how many tokens it took: some servers of the openai kind do not. */
export function isTold(usage: LanguageModelUsage | undefined): usage is LanguageModelUsage {
  return usage?.inputTokens !== undefined && usage.outputTokens !== undefined;
}

/** The tokens of a call; 0 where they are not told. */
export function usageOf({ inputTokens, inputTokenDetails, outputTokens }: LanguageModelUsage): TokenUsage {
  return {
    inputTokens: inputTokens ?? 0,
    cachedInputTokens: inputTokenDetails.cacheReadTokens,
    outputTokens: outputTokens ?? 0,
  };
}

/** An answer that is not the object that was asked for. */
export class Misfit extends Error {
  readonly usage: LanguageModelUsage;

  constructor(message: string, usage: LanguageModelUsage) {
    super(message);
    this.usage = usage;
  }
}

/** An answer that came to its end and says nothing; who has no answer says so in a word. */
export class Empty extends Error {
  readonly usage: LanguageModelUsage;

  constructor({ usage }: End) {
    super('its answer is empty');
    this.usage = usage;
  }
}
