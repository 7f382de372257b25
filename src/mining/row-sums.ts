/**
 * The sums of clusters' unit vectors, in 64 bits. The mean cosine between the rows of two clusters is the dot product of
 * their sums over the product of their sizes, so that no matrix of distances is needed.
 */
export class RowSums {
  readonly #width: number;
  readonly #sums: Float64Array;
  readonly #sizes: Int32Array;

  /** @param clusters of one row each to begin with; their sums are 0 until {@link set}. */
  constructor(clusters: number, width: number) {
    this.#width = width;
    this.#sums = new Float64Array(clusters * width);
    this.#sizes = new Int32Array(clusters).fill(1);
  }

  /** Sets a cluster's only vector, brought to unit length in 64 bits. */
  set(cluster: number, vector: Float32Array): void {
    const start = cluster * this.#width;
    let squares = 0;
    for (let i = 0; i < this.#width; i++) squares += vector[i] * vector[i];
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = 0; i < this.#width; i++) this.#sums[start + i] = vector[i] * scale;
  }

  /** How many rows a cluster has. */
  sizeOf(cluster: number): number {
    return this.#sizes[cluster];
  }

  add(into: number, from: number): void {
    const width = this.#width;
    const sums = this.#sums;
    for (let i = 0, x = into * width, y = from * width; i < width; i++, x++, y++) sums[x] += sums[y];
    this.#sizes[into] += this.#sizes[from];
  }

  /** The mean cosine between the rows of one cluster and those of the other. */
  meanSimilarity(one: number, other: number): number {
    // In a fixed order, so that rounding is the same whoever asks.
    const dot = this.#dot(Math.min(one, other), Math.max(one, other));
    return dot / (this.#sizes[one] * this.#sizes[other]);
  }

  /** The mean of a cluster's unit vectors, in 32 bits. */
  writeMean(cluster: number, mean: Float32Array): void {
    const start = cluster * this.#width;
    const scale = 1 / this.#sizes[cluster];
    for (let i = 0; i < this.#width; i++) mean[i] = this.#sums[start + i] * scale;
  }

  /** Four sums, so that the processor need not wait. */
  #dot(a: number, b: number): number {
    const sums = this.#sums;
    const end = (a + 1) * this.#width;
    let x = a * this.#width;
    let y = b * this.#width;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (; x + 3 < end; x += 4, y += 4) {
      s0 += sums[x] * sums[y];
      s1 += sums[x + 1] * sums[y + 1];
      s2 += sums[x + 2] * sums[y + 2];
      s3 += sums[x + 3] * sums[y + 3];
    }
    for (; x < end; x++, y++) s0 += sums[x] * sums[y];
    return s0 + s1 + s2 + s3;
  }
}
