import { Highest } from './highest.ts';
import type { IndexedPhrasing } from './phrasing-index.ts';
import { isLone } from './phrasing-index.ts';
import { VectorMatrix } from './vector-matrix.ts';
import { dot } from './vectors.ts';

/** So many of the nearest clusters make a crowd. */
const CROWD = 5;

/** A cluster's members, summed up. */
interface Summary {
  /** Mean of the members' vectors; shorter than unit length, the more so the looser the cluster. */
  mean: Float32Array;
  size: number;
}

/**
 * How near clusters lie to each other, in the measure they were mined by: average linkage, the mean cosine over all pairs of
 * their members. Reckoned when first asked for.
 */
export class ClusterLinkage {
  readonly #phrasings: readonly IndexedPhrasing[];
  readonly #crowding = new Map<number, number>();
  #summaries: Map<number, Summary> | undefined;
  #means: VectorMatrix | undefined;

  constructor(phrasings: readonly IndexedPhrasing[]) {
    this.#phrasings = phrasings;
  }

  /** The mean cosine between the members of two clusters; of one with itself between its different members (1 for a single one). */
  between(a: number, b: number): number {
    const { mean, size } = this.#summaryOf(a);
    if (a !== b) return dot(mean, this.#summaryOf(b).mean);
    // The mean's square holds each member's product with itself, too.
    return size === 1 ? 1 : (size * dot(mean, mean) - 1) / (size - 1);
  }

  /** The mean of a cluster's linkage with the five nearest clusters; lone questions are none. */
  crowding(cluster: number): number {
    let crowding = this.#crowding.get(cluster);
    if (crowding === undefined) {
      crowding = this.#reckonCrowding(cluster);
      this.#crowding.set(cluster, crowding);
    }
    return crowding;
  }

  #reckonCrowding(cluster: number): number {
    const clusters = [...this.#all().keys()].filter((other) => !isLone(other));
    this.#means ??= new VectorMatrix(clusters.map((other) => this.#summaryOf(other).mean));
    const linkages = this.#means.dots(this.#summaryOf(cluster).mean);
    const nearest = new Highest(CROWD);
    for (const [i, linkage] of linkages.entries()) {
      if (linkage > nearest.least && clusters[i] !== cluster) nearest.add(i, linkage);
    }
    return nearest.keys.reduce((sum, i) => sum + linkages[i], 0) / Math.max(1, nearest.keys.length);
  }

  #summaryOf(cluster: number): Summary {
    const summary = this.#all().get(cluster);
    if (!summary) throw new RangeError(`no cluster ${cluster}`);
    return summary;
  }

  #all(): Map<number, Summary> {
    this.#summaries ??= summariesOf(this.#phrasings);
    return this.#summaries;
  }
}

function summariesOf(phrasings: readonly IndexedPhrasing[]): Map<number, Summary> {
  const summaries = new Map<number, Summary>();
  for (const [cluster, members] of Map.groupBy(phrasings, (phrasing) => phrasing.cluster)) {
    const mean = new Float32Array(members[0].vector.length);
    for (const { vector } of members) for (let i = 0; i < mean.length; i++) mean[i] += vector[i] / members.length;
    summaries.set(cluster, { mean, size: members.length });
  }
  return summaries;
}
