/**
 * Any of the alternatives, as whole words of a text in lower case. Alternatives may be patterns; what they repeat must
 * be bounded, so that time stays linear in the length of the text.
 */
export function wholeWords(...alternatives: string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'u');
}

/**
 * The same as at most two patterns: one of the alternatives that begin with ^, which is tried in one place only, and one
 * of the others.
 */
export function clauses(...alternatives: string[]): RegExp[] {
  const opening = alternatives.filter((alternative) => alternative.startsWith('^'));
  const inside = alternatives.filter((alternative) => !alternative.startsWith('^'));
  return [
    ...(opening.length > 0 ? [new RegExp(`(?:${opening.join('|')})(?![\\p{L}\\p{N}])`, 'u')] : []),
    ...(inside.length > 0 ? [wholeWords(...inside)] : []),
  ];
}

/** One pattern in place of several, for texts in lower case: a text is gone through once. */
export function anyOf(...patterns: RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'), 'u');
}

/** Between `least` and `most` words of any kind, each with the blank after it: a part of a pattern. */
export function anyWords(least: number, most: number): string {
  return `(?:[\\p{L}\\p{N}'’/-]{1,30} ){${least},${most}}`;
}
