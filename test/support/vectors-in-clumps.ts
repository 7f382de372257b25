/** Numbers from 0 to 1 that are the same for the same seed (mulberry32, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A vector of normally distributed numbers. */
export function randomDirection(random: () => number, width: number): Float32Array {
  return unit(
    Float32Array.from(
      { length: width },
      () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
    ),
  );
}

/** A vector of unit length near another: `spread` 0 is the same, 1 about as far as near (cosine 0.7). */
export function near(random: () => number, centre: Float32Array, spread: number): Float32Array {
  const noise = randomDirection(random, centre.length);
  return unit(centre.map((x, i) => x + spread * noise[i]));
}

/** Vectors of unit length in clumps of the given sizes, clump by clump. */
export function vectorsInClumps(seed: number, sizes: number[], width: number, spread: number): Float32Array[] {
  const random = seededRandom(seed);
  return sizes.flatMap((size) => {
    const centre = randomDirection(random, width);
    return Array.from({ length: size }, () => near(random, centre, spread));
  });
}

/** The vector at unit length. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

/** A clustering as sorted lists of rows, so that two with other numbers for the same clusters are equal. */
export function partitionOf(labels: ArrayLike<number>): number[][] {
  const clusters = new Map<number, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const rows = clusters.get(labels[row]) ?? [];
    clusters.set(labels[row], rows);
    rows.push(row);
  }
  return [...clusters.values()].sort((a, b) => a[0] - b[0]);
}
