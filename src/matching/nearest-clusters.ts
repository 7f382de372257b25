import { Highest } from './highest.ts';
import { RoundedMatrix } from './rounded-matrix.ts';
import { VectorMatrix } from './vector-matrix.ts';

/**
 * Finds the clusters nearest to a vector, each of one or more vectors. All vectors are compared in bytes, which is quick and not
 * exact; as it is known how far off that may be, it leaves but a few that can be among the nearest, and those are compared
 * exactly: what is found is the same as if all had been.
 */
export class NearestClusters {
  readonly #clusters: readonly number[];
  readonly #rounded: RoundedMatrix;
  readonly #exact: VectorMatrix;

  /**
   * @param vectors all of one length; copied.
   * @param clusters the cluster of each.
   */
  constructor(vectors: readonly Float32Array[], clusters: readonly number[]) {
    this.#clusters = clusters;
    this.#rounded = new RoundedMatrix(vectors, 'bytes');
    this.#exact = new VectorMatrix(vectors);
  }

  /**
   * The places of the vectors that are as near (by dot product) as the best of so many nearest clusters, in no order.
   * @param isInScope says of a place whether it may be found.
   */
  search(vector: Float32Array, clusters: number, isInScope: (place: number) => boolean): number[] {
    const places = this.#perhapsNear(vector, clusters, isInScope);
    const similarities = this.#exact.dotsOf(vector, places);
    const best = new Highest(clusters);
    for (const [i, similarity] of similarities.entries()) {
      if (similarity > best.least) best.add(this.#clusters[places[i]], similarity);
    }
    return places.filter((_, i) => similarities[i] >= best.least);
  }

  /** All places that can be found, and some more. */
  #perhapsNear(vector: Float32Array, clusters: number, isInScope: (place: number) => boolean): number[] {
    const error = this.#rounded.compareWith(vector);
    const similarities = this.#rounded.dots();
    const best = new Highest(clusters);
    const places: number[] = [];
    // So many clusters are at least so near, less the error; what is as near as they seems so, less the error again.
    let least = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < similarities.length; i++) {
      const similarity = similarities[i];
      // Not `similarity < least`: one that is no number is not near. Most end here: reading a number is all that they cost.
      if (!(similarity >= least) || !isInScope(i)) continue;
      places.push(i);
      if (similarity <= best.least) continue;
      best.add(this.#clusters[i], similarity);
      least = best.least - 2 * error;
    }
    return places.filter((place) => similarities[place] >= least);
  }
}
