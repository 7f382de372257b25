const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * The sentences of a Markdown text, without its marks: a list item counts as a sentence, a heading, a table row of
 * dashes and a line of code do not.
 */
export function sentencesOf(markdown: string): string[] {
  return markdown
    .split(/\n+/)
    .filter((line) => !/^\s*(#|```|\|?[\s:|-]+\|?$)/.test(line))
    .map((line) => line.replace(/^\s*([-*+>]|\d+[.)])\s+/, '').replace(/[*_`]{1,3}([^*_`]+)[*_`]{1,3}/g, '$1'))
    .flatMap((line) => joinAbbreviations([...segmenter.segment(line)].map((part) => part.segment)))
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence));
}

/** The segmenter ends a sentence at "approx. 5"; a part that does not open like a sentence belongs to the one before. */
function joinAbbreviations(parts: string[]): string[] {
  const joined: string[] = [];
  for (const part of parts) {
    const opens = /^[\p{Lu}\p{N}"'“‘(¿¡]/u.test(part.trim());
    if (joined.length > 0 && !opens) joined[joined.length - 1] += part;
    else joined.push(part);
  }
  return joined;
}
