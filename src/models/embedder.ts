/** Turns text into vectors. Implementations must pass `test/contracts/embedder-contract.ts`. */
export interface Embedder {
  /** Names the model and its exact weights; stored with every vector, and vectors of different ids are never compared. */
  readonly id: string;
  /** Numbers in a vector. */
  readonly dimensions: number;
  /**
   * The vector of a text of any length: Float32Array of `dimensions`, unit length. The same text always gives the same
   * vector, whatever else runs.
   * @throws GoldsmithError `embedder-failed`.
   */
  embed(text: string, signal?: AbortSignal): Promise<Float32Array>;
  /** How many of the model's tokens a text has. */
  countTokens(text: string): number;
  /** How many texts wait for their turn. */
  readonly waiting: number;
  close(): Promise<void>;
}
