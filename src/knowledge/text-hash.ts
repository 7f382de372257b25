import { createHash } from 'node:crypto';

/** A hash of parts of text: of a chunk its title, headings and text, which is all that a model is shown of it. */
export function textHash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}
