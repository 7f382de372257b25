import { UMAP } from 'umap-js';
import { principalAxes } from '../../mining/principal-axes.ts';
import { type NearestPoints, nearestPoints } from './nearest-points.ts';

/** Points to be placed on a map. */
export interface PointsToPlace {
  /** One after the other, `width` numbers each, of unit length. */
  vectors: Float32Array;
  width: number;
  /** Where they stood, x and y one after the other; NaN: they are new. */
  old: Float32Array;
}

/** Neighbours of a point that count, with itself: UMAP's own default. */
const NEIGHBOURS = 15;

/** A new map starts this far out from its middle, and takes so many rounds at full pace. */
const EXTENT = 10;
const FIRST = { nEpochs: 250, learningRate: 1 };

/** One that is there is led on gently, so that what people have seen stays about where it was. */
const LATER = { nEpochs: 50, learningRate: 0.1 };

/** From so few points there is nothing to learn about their neighbourhoods. */
const TOO_FEW = 4;

/**
 * Places points in two dimensions so that neighbours stay neighbours: UMAP (McInnes, Healy and Melville, arXiv:1802.03426), started
 * from the positions that there are, and from the two principal axes where there are none. The same points come to the same places.
 * Takes seconds for thousands of points: run it in a thread of its own ({@link placeInWorker}).
 * @returns x and y one after the other.
 */
export async function placePoints({ vectors, width, old }: PointsToPlace): Promise<Float32Array> {
  const count = vectors.length / width;
  if (count < TOO_FEW) return onCircle(old);
  const nearest = await nearestPoints(vectors, width, Math.min(NEIGHBOURS, count - 1));
  const isFirst = old.every(Number.isNaN);
  const start = isFirst ? alongAxes(vectors, width) : besideOld(old, nearest);
  const umap = new UMAP({
    ...(isFirst ? FIRST : LATER),
    ...{ nNeighbors: nearest.indices[0].length, minDist: 0.2, spread: 1.5, random: seededRandom(count) },
  });
  umap.setPrecomputedKNN(nearest.indices, nearest.distances);
  // With neighbours given, it only counts the points.
  const rounds = umap.initializeFit(Array.from({ length: count }, () => []));
  const positions = umap.getEmbedding();
  for (const [row, place] of positions.entries()) [place[0], place[1]] = [start[2 * row], start[2 * row + 1]];
  for (let round = 0; round < rounds; round++) umap.step();
  return Float32Array.from(positions.flat());
}

/** As far apart as can be; those that have a place keep it. */
function onCircle(old: Float32Array): Float32Array {
  const turn = (4 * Math.PI) / Math.max(1, old.length);
  return old.map((value, i) => {
    if (!Number.isNaN(value)) return value;
    const angle = turn * Math.floor(i / 2);
    return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}

/** By the two axes along which the points vary most. */
function alongAxes(vectors: Float32Array, width: number): Float32Array {
  const count = vectors.length / width;
  const mean = new Float32Array(width);
  for (let i = 0; i < vectors.length; i++) mean[i % width] += vectors[i] / count;
  const rows = Array.from({ length: count }, (_, row) =>
    vectors.slice(row * width, (row + 1) * width).map((value, i) => value - mean[i]),
  );
  const axes = finish(principalAxes(rows, width));
  const start = new Float32Array(2 * count);
  for (const [row, vector] of rows.entries())
    for (let axis = 0; axis < 2; axis++)
      for (let i = 0; i < width; i++) start[2 * row + axis] += vector[i] * axes[axis * width + i];
  const farthest = start.reduce((most, value) => Math.max(most, Math.abs(value)), Number.EPSILON);
  return start.map((value) => (value * EXTENT) / farthest);
}

/** What is new begins in the middle of its neighbours that have a place, those without any at the edge of the map. */
function besideOld(old: Float32Array, { indices }: NearestPoints): Float32Array {
  const random = seededRandom(old.length);
  const isPlaced = (row: number) => !Number.isNaN(old[2 * row]);
  const edge = old.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 1);
  const start = old.slice();
  for (const [row, neighbours] of indices.entries()) {
    if (isPlaced(row)) continue;
    const placed = neighbours.filter(isPlaced).slice(0, 3);
    const angle = 2 * Math.PI * random();
    const middle = (axis: number) => placed.reduce((sum, at) => sum + old[2 * at + axis], 0) / placed.length;
    const [x, y, away] = placed.length > 0 ? [middle(0), middle(1), 0.3] : [0, 0, edge];
    start[2 * row] = x + away * Math.cos(angle);
    start[2 * row + 1] = y + away * Math.sin(angle);
  }
  return start;
}

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32, public domain). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
