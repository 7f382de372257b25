/** Vectors of one length, row after row in one piece of memory, so that comparing one with many reads straight through. */
export class VectorMatrix {
  readonly rows: number;
  readonly width: number;
  readonly #data: Float32Array;

  /** @param vectors copied; all of one length. */
  constructor(vectors: readonly Float32Array[]) {
    this.rows = vectors.length;
    this.width = vectors[0]?.length ?? 0;
    this.#data = new Float32Array(this.rows * this.width);
    vectors.forEach((vector, row) => {
      this.#data.set(vector, row * this.width);
    });
  }

  /**
   * The dot products of a vector with the rows `from` (inclusive) to `to` (exclusive), into `out` from its start. Four rows
   * at a time: the vector is read once for all of them, and the processor need not wait for one sum.
   */
  dots(vector: Float32Array, from: number, to: number, out: Float32Array): void {
    const data = this.#data;
    const width = this.width;
    let row = from;
    for (; row + 4 <= to; row += 4) {
      const a = row * width;
      const b = a + width;
      const c = b + width;
      const d = c + width;
      let sumA = 0;
      let sumB = 0;
      let sumC = 0;
      let sumD = 0;
      for (let i = 0; i < width; i++) {
        const x = vector[i];
        sumA += x * data[a + i];
        sumB += x * data[b + i];
        sumC += x * data[c + i];
        sumD += x * data[d + i];
      }
      const at = row - from;
      out[at] = sumA;
      out[at + 1] = sumB;
      out[at + 2] = sumC;
      out[at + 3] = sumD;
    }
    for (; row < to; row++) {
      const start = row * width;
      let sum = 0;
      for (let i = 0; i < width; i++) sum += vector[i] * data[start + i];
      out[row - from] = sum;
    }
  }
}
