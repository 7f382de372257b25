import type { LanguageDetector } from '../models/language-detector.ts';
import type { CulturalChunk } from './cultural-chunk.ts';

/** A rewriting may have from half to twice the length of the text before. */
const SHORTEST = 0.5;
const LONGEST = 2;

/** What is wrong with a new text for a chunk, in plain words; undefined when it may take the old one's place. */
export function rewriteFault(
  { content, language }: Pick<CulturalChunk, 'content' | 'language'>,
  text: string,
  detector: LanguageDetector,
): string | undefined {
  if (text.trim() === '') return 'is empty';
  if (text.length < SHORTEST * content.length) return 'is less than half as long';
  if (text.length > LONGEST * content.length) return 'is more than twice as long';
  const told = detector.detect(text);
  // What the detector takes the old text for is right as well: it does not know every language.
  return told === language || told === detector.detect(content)
    ? undefined
    : `is not in the same language (${language})`;
}
