/** A cluster that another might merge with. */
export interface Partner {
  /** What the cluster was called when it was listed; it may have been merged into another since. */
  cluster: number;
  /** No less than the mean similarity with it. */
  bound: number;
  /** How many rows it had when `bound` was reckoned exactly; 0 for a bound that was not. */
  size: number;
}

/**
 * For every cluster its possible partners, the one with the greatest bound first. Each list is a binary heap; all stand in
 * one piece of memory, sixteen bytes a partner: a million clusters of sets or maps would take gigabytes.
 */
export class PartnerLists {
  #clusters: Int32Array;
  #sizes: Int32Array;
  #bounds: Float64Array;
  readonly #starts: Float64Array;
  readonly #lengths: Int32Array;
  /** From here on the memory is free. */
  #end = 0;

  /** @param lists how many; they are numbered from 0 and empty. */
  constructor(lists: number) {
    this.#starts = new Float64Array(lists);
    this.#lengths = new Int32Array(lists);
    this.#clusters = new Int32Array(0);
    this.#sizes = new Int32Array(0);
    this.#bounds = new Float64Array(0);
  }

  lengthOf(list: number): number {
    return this.#lengths[list];
  }

  /** The partner with the greatest bound. Call it only while there is one. */
  first(list: number): Partner {
    return this.at(list, 0);
  }

  /** The partner at a place from 0 to {@link lengthOf}; those after the first in no particular order. */
  at(list: number, place: number): Partner {
    const at = this.#starts[list] + place;
    return { cluster: this.#clusters[at], bound: this.#bounds[at], size: this.#sizes[at] };
  }

  /** Another in place of the first; its bound may not be greater. */
  replaceFirst(list: number, partner: Partner): void {
    this.#write(this.#starts[list], partner);
    this.#sink(list, 0);
  }

  removeFirst(list: number): void {
    const start = this.#starts[list];
    const last = --this.#lengths[list];
    this.#move(start + last, start);
    this.#sink(list, 0);
  }

  clear(list: number): void {
    this.#lengths[list] = 0;
  }

  /** Another list in place of the one that was. */
  replace(list: number, partners: readonly Partner[]): void {
    this.#lengths[list] = 0;
    this.#reserve(partners.length);
    this.#starts[list] = this.#end;
    for (const partner of partners) this.#write(this.#end++, partner);
    this.#lengths[list] = partners.length;
    for (let place = (partners.length >> 1) - 1; place >= 0; place--) this.#sink(list, place);
  }

  /** Makes room at the end, leaving behind what is no longer any list's. */
  #reserve(more: number): void {
    if (this.#end + more <= this.#clusters.length) return;
    const used = this.#lengths.reduce((sum, length) => sum + length, 0);
    // Never less than before: making room takes a look at every list, which must not happen often when few are left.
    const room = Math.max(this.#clusters.length, 2 * (used + more) + 1024);
    const [clusters, sizes, bounds] = [this.#clusters, this.#sizes, this.#bounds];
    this.#clusters = new Int32Array(room);
    this.#sizes = new Int32Array(room);
    this.#bounds = new Float64Array(room);
    this.#end = 0;
    for (let list = 0; list < this.#starts.length; list++) {
      if (this.#lengths[list] === 0) continue;
      const start = this.#starts[list];
      const end = start + this.#lengths[list];
      this.#clusters.set(clusters.subarray(start, end), this.#end);
      this.#sizes.set(sizes.subarray(start, end), this.#end);
      this.#bounds.set(bounds.subarray(start, end), this.#end);
      this.#starts[list] = this.#end;
      this.#end += end - start;
    }
  }

  #sink(list: number, place: number): void {
    const start = this.#starts[list];
    const length = this.#lengths[list];
    if (place >= length) return;
    const moved = this.at(list, place);
    let at = place;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && this.#isBefore(start + child + 1, start + child)) child++;
      const bound = this.#bounds[start + child];
      if (bound < moved.bound || (bound === moved.bound && this.#clusters[start + child] >= moved.cluster)) break;
      this.#move(start + child, start + at);
      at = child;
    }
    this.#write(start + at, moved);
  }

  #isBefore(x: number, y: number): boolean {
    const difference = this.#bounds[x] - this.#bounds[y];
    return difference !== 0 ? difference > 0 : this.#clusters[x] < this.#clusters[y];
  }

  #move(from: number, to: number): void {
    this.#clusters[to] = this.#clusters[from];
    this.#sizes[to] = this.#sizes[from];
    this.#bounds[to] = this.#bounds[from];
  }

  #write(at: number, { cluster, bound, size }: Partner): void {
    this.#clusters[at] = cluster;
    this.#bounds[at] = bound;
    this.#sizes[at] = size;
  }
}
