import { NeighbourSearch } from '../../mining/neighbour-search.ts';

/** For each point its nearest, itself first, then by distance; as UMAP wants them. */
export interface NearestPoints {
  indices: number[][];
  /** 1 minus the cosine. */
  distances: number[][];
}

/** Two points that mean the same still are two: UMAP looks at all others for a point with no distance to any. */
const LEAST_DISTANCE = 1e-6;

/** Finds the nearest of each point, `count` with itself. */
export async function nearestPoints(vectors: Float32Array, width: number, count: number): Promise<NearestPoints> {
  const rows = vectors.length / width;
  const search = new NeighbourSearch(width, rows);
  try {
    const write = (row: number, numbers: Float32Array) => numbers.set(vectors.subarray(row * width, (row + 1) * width));
    // It may count a row among its own.
    const k = Math.min(count, rows);
    const graph = await search.nearest(
      { count: rows, write },
      Int32Array.from({ length: rows }, (_, row) => row),
      {
        k,
        floor: -2,
      },
    );
    const lists = Array.from({ length: rows }, (_, row) => {
      const slots = Array.from({ length: k }, (_, place) => row * k + place);
      return slots
        .map((slot) => ({
          at: graph.neighbours[slot],
          distance: Math.max(LEAST_DISTANCE, 1 - graph.similarities[slot]),
        }))
        .filter(({ at }) => at >= 0 && at !== row)
        .sort((a, b) => a.distance - b.distance || a.at - b.at)
        .slice(0, count - 1);
    });
    return {
      indices: lists.map((list, row) => [row, ...list.map(({ at }) => at)]),
      distances: lists.map((list) => [0, ...list.map(({ distance }) => distance)]),
    };
  } finally {
    await search.close();
  }
}
