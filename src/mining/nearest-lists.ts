/** What threads are told of lists, to see the same ones. */
export interface SharedLists {
  /** How many neighbours a list holds. */
  k: number;
  /** The dot product from which a row is listed at all. */
  floor: number;
  /** List i's neighbours stand at `i * k` to `i * k + k`, in no order; -1 where there are fewer. */
  neighbours: Int32Array;
  /** Dot products, beside `neighbours`. */
  similarities: Float32Array;
  /** One per list, held while it is changed. */
  locks: Int32Array;
}

export function createLists(lists: number, k: number, floor: number): SharedLists {
  const bytes = lists * k * 4;
  return {
    k,
    floor,
    neighbours: new Int32Array(new SharedArrayBuffer(bytes)).fill(-1),
    similarities: new Float32Array(new SharedArrayBuffer(bytes)).fill(Number.NEGATIVE_INFINITY),
    locks: new Int32Array(new SharedArrayBuffer(lists * 4)),
  };
}

/**
 * Offers a list a neighbour, which it keeps when it is among its k most similar; of equally similar ones it keeps the lowest, so that
 * the list is the same in whatever order they come from whichever threads.
 * @returns the least similarity that the list asks for from now on.
 */
export function offer(lists: SharedLists, list: number, neighbour: number, similarity: number): number {
  const { k, floor, neighbours, similarities, locks } = lists;
  while (Atomics.compareExchange(locks, list, 0, 1) !== 0);
  const start = list * k;
  let isKnown = false;
  let last = start;
  for (let slot = start; slot < start + k; slot++) {
    if (neighbours[slot] === neighbour) isKnown = true;
    if (isAfter(lists, slot, last)) last = slot;
  }
  const isNearer =
    similarity > similarities[last] || (similarity === similarities[last] && neighbour < neighbours[last]);
  if (!isKnown && isNearer) {
    neighbours[last] = neighbour;
    similarities[last] = similarity;
    for (let slot = start; slot < start + k; slot++) if (similarities[slot] < similarities[last]) last = slot;
  }
  const least = Math.max(floor, similarities[last]);
  Atomics.store(locks, list, 0);
  return least;
}

function isAfter({ neighbours, similarities }: SharedLists, x: number, y: number): boolean {
  const difference = similarities[x] - similarities[y];
  return difference !== 0 ? difference < 0 : neighbours[x] > neighbours[y];
}
