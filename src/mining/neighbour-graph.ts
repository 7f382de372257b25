/** The most similar others of some rows. The i-th row's neighbours stand at `i * k` to `i * k + k`, in no order; -1 where there are fewer. */
export interface NeighbourGraph {
  k: number;
  neighbours: Int32Array;
  /** Cosines, beside `neighbours`. */
  similarities: Float32Array;
}
