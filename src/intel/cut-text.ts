const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A text as it is, or its beginning of at most `most` UTF-16 units: whole sentences, or where the first is longer, whole words. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const start = text.slice(0, most);
  const last = [...segmenter.segment(start)].at(-1)?.index ?? 0;
  // A sentence that ends just where the cut is would be whole; that the last one is left out all the same costs little.
  if (last > 0) return start.slice(0, last).trimEnd();
  const words = start.replace(/\s\S*$/u, '').trimEnd();
  // Text without spaces may be cut anywhere but within a character.
  return (words || start).replace(/[\uD800-\uDBFF]$/, '');
}
