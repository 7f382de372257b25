/** How far two clusterings of the same rows agree. */
export interface Agreement {
  /** Hubert & Arabie 1985: 1 for the same clusters, about 0 for clusters by chance. */
  adjustedRand: number;
  /** Of the pairs that the first puts together, the share that the second does too. */
  kept: number;
  /** Of the pairs that the second puts together, the share that the first does too. */
  right: number;
}

export function agreementOf(first: Int32Array, second: Int32Array): Agreement {
  const both = new Map<string, number>();
  for (const [row, label] of first.entries()) increase(both, `${label}/${second[row]}`);
  const together = pairsIn(both.values());
  const inFirst = pairsIn(sizesOf(first));
  const inSecond = pairsIn(sizesOf(second));
  const byChance = (inFirst * inSecond) / ((first.length * (first.length - 1)) / 2);
  return {
    adjustedRand: (together - byChance) / ((inFirst + inSecond) / 2 - byChance),
    kept: together / inFirst,
    right: together / inSecond,
  };
}

function sizesOf(labels: Int32Array): Iterable<number> {
  const sizes = new Map<number, number>();
  for (const label of labels) increase(sizes, label);
  return sizes.values();
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function pairsIn(sizes: Iterable<number>): number {
  let pairs = 0;
  for (const size of sizes) pairs += (size * (size - 1)) / 2;
  return pairs;
}
