import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';

/** A call of a language model that the cache may answer. */
export interface CacheableCall {
  question: string;
  /** True when the user had said something before. */
  hasHistory: boolean;
}

/**
 * Whether a call asks one question in plain text: then a golden answer is what the model would be asked for. A call with
 * tools, files, or for JSON wants something else of the model.
 * @returns the question, or the reason why the cache is passed by.
 */
export function cacheableCall({ prompt, tools, responseFormat }: LanguageModelV4CallOptions): CacheableCall | string {
  if (tools && tools.length > 0) return 'tools';
  if (responseFormat && responseFormat.type !== 'text') return 'json';
  const last = prompt.at(-1);
  if (last?.role !== 'user') return 'no-question';
  const texts = last.content.map((part) => (part.type === 'text' ? part.text : undefined));
  if (texts.includes(undefined)) return 'files';
  const question = texts.join('\n').trim();
  if (question === '') return 'no-question';
  return { question, hasHistory: prompt.slice(0, -1).some(({ role }) => role === 'user') };
}
