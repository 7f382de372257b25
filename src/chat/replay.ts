import type { TextSink } from '../models/language-model.ts';

/** So many words are handed on at a time, about as many as a model's server sends. */
const WORDS_AT_A_TIME = 3;

/** Hands on a stored answer as a model would give it: a few words at a time, each when the one before was taken. */
export async function replay(text: string, sink: TextSink, signal?: AbortSignal): Promise<void> {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? [text];
  for (let i = 0; i < words.length; i += WORDS_AT_A_TIME) {
    signal?.throwIfAborted();
    await sink(words.slice(i, i + WORDS_AT_A_TIME).join(''));
  }
}
