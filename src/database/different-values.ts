/** Values as JSON, each once: what comes in a rush is much alike, and a text of it all would be ten times as long. */
export class DifferentValues {
  readonly #places = new Map<string, number>();

  /** Takes a value. @returns its place in {@link toJson}, from 0. */
  placeOf(value: unknown): number {
    const text = JSON.stringify(value);
    const place = this.#places.get(text) ?? this.#places.size;
    this.#places.set(text, place);
    return place;
  }

  /** An array of them. */
  toJson(): string {
    return `[${[...this.#places.keys()].join()}]`;
  }
}
