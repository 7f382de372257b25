/** Groups of letters share so many numbers; which one a group has is told by its hash. */
const BUCKETS = 8192;

/** Of a longer text the rest is left out, characters; some signs unfold to eighteen. */
const LONGEST = 8_000;

/** What the vector's length is: groups speak louder than one, the embedding's vector has 1. Chosen by cross-validation. */
const LENGTH = 2;

/**
 * Which groups of three to five letters the words of a text are made of: a vector of fixed length. They carry the endings and
 * the small words by which people talk of themselves or ask for a thing, in languages that the embedding model hardly knows.
 */
export function letterGroups(text: string): Float32Array {
  const groups = new Float32Array(BUCKETS);
  for (const word of text
    .normalize('NFKC')
    .slice(0, LONGEST)
    .toLowerCase()
    .match(/[\p{L}\p{N}]+|[^\p{L}\p{N}\s]+/gu) ?? []) {
    const edged = ` ${word} `;
    for (const size of [3, 4, 5])
      for (let at = 0; at + size <= edged.length; at++) groups[bucketOf(edged, at, at + size)] += 1;
  }
  const length = Math.hypot(...groups) || 1;
  return groups.map((count) => (LENGTH * count) / length);
}

/** FNV-1a over a part of a text. */
function bucketOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}
