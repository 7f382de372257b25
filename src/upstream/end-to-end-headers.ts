/** Headers that concern one connection, and none beyond it (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The headers that are passed on: neither those of one connection nor those that `Connection` names nor the ones left out.
 * @param headers names and values in turn, as they came.
 * @param without lower case.
 */
export function endToEndHeaders(headers: readonly string[], without: readonly string[] = []): string[] {
  const left = new Set([...HOP_BY_HOP, ...without]);
  const pairs = toPairs(headers);
  for (const [name, value] of pairs) {
    if (name.toLowerCase() === 'connection') for (const part of value.split(',')) left.add(part.trim().toLowerCase());
  }
  return pairs.filter(([name]) => !left.has(name.toLowerCase())).flat();
}

/** The first value of a header, or empty. */
export function headerOf(headers: readonly string[], name: string): string {
  return toPairs(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
}

function toPairs(headers: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: headers.length / 2 }, (_, i) => [headers[2 * i], headers[2 * i + 1]]);
}
