/** A shorter run of characters that two texts share says nothing of either. */
const SHORTEST = 8;

/**
 * A message without what it quotes of some texts, in whatever case: each run of 8 characters or more that stands in one of them
 * becomes `[...]`. Providers quote what they refuse, and messages go into the log.
 */
export function withoutQuotes(message: string, texts: readonly string[]): string {
  const known = texts.map((text) => text.toLowerCase());
  const lower = message.toLowerCase();
  // Some letters have a longer lower case: then places in the one are not places in the other.
  if (lower.length !== message.length) return withoutQuotes(lower, texts);
  let kept = '';
  for (let at = 0; at < message.length; ) {
    const end = endOfQuote(lower, at, known);
    kept += end > at ? '[...]' : message[at];
    at = Math.max(end, at + 1);
  }
  return kept;
}

/** Where the longest run ends that begins here and stands in one of the texts; its beginning where there is none. */
function endOfQuote(message: string, at: number, texts: readonly string[]): number {
  let end = at + SHORTEST;
  if (end > message.length) return at;
  const quoted = () => texts.some((text) => text.includes(message.slice(at, end)));
  if (!quoted()) return at;
  while (end < message.length) {
    end++;
    if (!quoted()) return end - 1;
  }
  return end;
}
