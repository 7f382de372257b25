import { Highest } from './highest.ts';
import type { IndexedPhrasing } from './phrasing-index.ts';
import { VectorMatrix } from './vector-matrix.ts';
import { meanOf } from './vectors.ts';

/** So many of the nearest clusters and lone questions make a crowd. */
const CROWD = 5;

/** What is known of all clusters and lone questions; the place of a cluster is its place in each list. */
interface Summaries {
  places: ReadonlyMap<number, number>;
  sizes: readonly number[];
  /** The mean of the members' vectors; shorter than unit length, the more so the looser the cluster. */
  means: VectorMatrix;
}

/**
 * How near clusters lie to each other, in the measure they were mined by: average linkage, the mean cosine over all pairs of
 * their members. Reckoned when first asked for.
 */
export class ClusterLinkage {
  readonly #phrasings: readonly IndexedPhrasing[];
  readonly #crowding = new Map<number, number>();
  #summaries: Summaries | undefined;

  constructor(phrasings: readonly IndexedPhrasing[]) {
    this.#phrasings = phrasings;
  }

  /**
   * The mean cosine between the members of a cluster and those of some others; with itself between its different members (1
   * for a single one).
   * @param others each at most once.
   */
  between(cluster: number, others: readonly number[]): number[] {
    const { means, sizes } = this.#all();
    const place = this.#placeOf(cluster);
    const places = others.map((other) => this.#placeOf(other));
    const size = sizes[place];
    return Array.from(means.dotsOf(means.row(place), places), (linkage, i) => {
      if (places[i] !== place) return linkage;
      // The mean's square holds each member's product with itself, too.
      return size === 1 ? 1 : (size * linkage - 1) / (size - 1);
    });
  }

  /**
   * The mean of a cluster's linkage with the five nearest others. Lone questions count: in a young log most of what lies near a
   * cluster has not been asked often enough to be one.
   */
  crowding(cluster: number): number {
    let crowding = this.#crowding.get(cluster);
    if (crowding === undefined) {
      crowding = this.#reckonCrowding(cluster);
      this.#crowding.set(cluster, crowding);
    }
    return crowding;
  }

  #reckonCrowding(cluster: number): number {
    const { means, sizes } = this.#all();
    const place = this.#placeOf(cluster);
    const linkages = means.dots(means.row(place), 0, sizes.length);
    const nearest = new Highest(CROWD);
    for (const [other, linkage] of linkages.entries()) {
      if (linkage > nearest.least && other !== place) nearest.add(other, linkage);
    }
    return nearest.keys.reduce((sum, other) => sum + linkages[other], 0) / Math.max(1, nearest.keys.length);
  }

  #placeOf(cluster: number): number {
    const place = this.#all().places.get(cluster);
    if (place === undefined) throw new RangeError(`no cluster ${cluster}`);
    return place;
  }

  #all(): Summaries {
    this.#summaries ??= summariesOf(this.#phrasings);
    return this.#summaries;
  }
}

function summariesOf(phrasings: readonly IndexedPhrasing[]): Summaries {
  const members = [...Map.groupBy(phrasings, ({ cluster }) => cluster)];
  return {
    places: new Map(members.map(([cluster], place) => [cluster, place])),
    sizes: members.map(([, { length }]) => length),
    means: new VectorMatrix(members.map(([, group]) => meanOf(group.map(({ vector }) => vector)))),
  };
}
