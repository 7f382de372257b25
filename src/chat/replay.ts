import type { TextSink } from '../models/language-model.ts';

/** So many words are handed on at a time, about as many as a model's server sends. */
const WORDS_AT_A_TIME = 3;

/** A stored answer in the pieces that a model would give it in, a few words each; together they are the answer. */
export function piecesOf(text: string): string[] {
  const body = text.trimEnd();
  // Together with what ends the text they are tried at each space of a long run, to the run's end.
  const words = body.match(/\s*\S+/g) ?? [''];
  words.push(words.pop() + text.slice(body.length));
  const starts = Array.from({ length: Math.ceil(words.length / WORDS_AT_A_TIME) }, (_, i) => i * WORDS_AT_A_TIME);
  return starts.map((start) => words.slice(start, start + WORDS_AT_A_TIME).join(''));
}

/** Hands on a stored answer piece by piece, each when the one before was taken. */
export async function replay(text: string, sink: TextSink, signal?: AbortSignal): Promise<void> {
  for (const piece of piecesOf(text)) {
    signal?.throwIfAborted();
    await sink(piece);
  }
}
