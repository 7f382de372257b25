import { dot } from '../../matching/vectors.ts';

/** A cluster that is to be joined to others. */
export interface QueuedCluster {
  rows: readonly number[];
  /** Unit length. */
  mean: Float32Array;
  language: string | undefined;
}

/** Clusters that were joined. */
export interface ClusterGroup {
  rows: number[];
  parts: QueuedCluster[];
}

/** A cluster whose turn it is. */
export interface WaitingCluster extends QueuedCluster {
  /** The groups it is nearest to, the nearest first. */
  nearest: readonly ClusterGroup[];
}

/** So many of those that wait are looked at for a round. */
const WINDOW = 128;

interface Entry extends QueuedCluster {
  /** Of the groups of its language: the similarity of their part that is most alike. */
  similarities: Map<ClusterGroup, number>;
  /** How many of the placed clusters that takes into account. */
  seen: number;
}

/**
 * The order in which clusters are placed into groups: each knows all groups it might be nearest to. It waits while one before
 * it waits that is nearer to it than the last of the groups it would be tried against; the others can go at the same time.
 * What comes out is the same however long each takes.
 */
export class MergeQueue {
  readonly groups: ClusterGroup[] = [];
  readonly #tries: number;
  #waiting: Entry[];
  readonly #placed: { cluster: QueuedCluster; group: ClusterGroup }[] = [];

  /**
   * @param clusters in the order they are to be placed.
   * @param tries against how many groups a cluster is tried.
   */
  constructor(clusters: readonly QueuedCluster[], tries: number) {
    this.#waiting = clusters.map((cluster) => ({ ...cluster, similarities: new Map(), seen: 0 }));
    this.#tries = tries;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Takes out those whose turn it is, at least one and at most so many; each is to be placed before the next call. */
  next(most: number): WaitingCluster[] {
    const window = this.#waiting.slice(0, WINDOW);
    const round: { entry: Entry; nearest: ClusterGroup[] }[] = [];
    for (const [i, entry] of window.entries()) {
      if (round.length === most) break;
      this.#catchUp(entry);
      const ranked = [...entry.similarities].sort((a, b) => b[1] - a[1]).slice(0, this.#tries);
      const last = ranked.length < this.#tries ? Number.NEGATIVE_INFINITY : ranked[ranked.length - 1][1];
      const before = window.slice(0, i).filter(({ language }) => language === entry.language);
      if (before.some(({ mean }) => dot(mean, entry.mean) > last)) continue;
      round.push({ entry, nearest: ranked.map(([group]) => group) });
    }
    const taken = new Set(round.map(({ entry }) => entry));
    this.#waiting = this.#waiting.filter((entry) => !taken.has(entry));
    return round.map(({ entry: { rows, mean, language }, nearest }) => ({ rows, mean, language, nearest }));
  }

  /** Puts a cluster into a group, or makes it one. */
  place(cluster: QueuedCluster, group?: ClusterGroup): void {
    const home = group ?? { rows: [], parts: [] };
    if (!group) this.groups.push(home);
    home.rows.push(...cluster.rows);
    home.parts.push(cluster);
    this.#placed.push({ cluster, group: home });
  }

  /** A group's language is that of its first part, as all its parts were of it. */
  #catchUp(entry: Entry): void {
    for (const { cluster, group } of this.#placed.slice(entry.seen)) {
      if (cluster.language !== entry.language) continue;
      const similarity = dot(cluster.mean, entry.mean);
      entry.similarities.set(group, Math.max(similarity, entry.similarities.get(group) ?? similarity));
    }
    entry.seen = this.#placed.length;
  }
}
