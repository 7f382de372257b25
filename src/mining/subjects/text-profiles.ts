/** Some wordings of one thing, or one page. */
export interface ProfiledTexts {
  /** Two-letter code. */
  language: string;
  texts: readonly string[];
}

/**
 * Texts by the marks that they bear, to be compared across languages. A mark counts by how many of the wordings bear it (the
 * root of their share, as each more says less) and how rare it is in its own language (inverse document frequency: Sparck Jones
 * 1972). Profiles have unit length.
 */
export class TextProfiles {
  readonly #profiles: Map<string, number>[];

  private constructor(profiles: Map<string, number>[]) {
    this.#profiles = profiles;
  }

  /** @param marksOf a text's marks, each once or more. */
  static *of(
    documents: readonly ProfiledTexts[],
    marksOf: (text: string) => readonly string[],
  ): Generator<void, TextProfiles> {
    const shares: Map<string, number>[] = [];
    for (const { texts } of documents) {
      shares.push(sharesOfMarks(texts, marksOf));
      yield;
    }
    const byLanguage = Map.groupBy(documents.keys(), (row) => documents[row].language);
    const rarities = new Map<string, Map<string, number>>();
    for (const [language, rows] of byLanguage) {
      const ofLanguage = rows.map((row) => shares[row]);
      rarities.set(language, raritiesAmong(ofLanguage));
    }
    return new TextProfiles(documents.map(({ language }, row) => weighed(shares[row], rarities.get(language)!)));
  }

  /**
   * How alike some documents are to some others, given by their places.
   * @returns per row a cosine per column, 0 to 1.
   */
  *likeness(rows: readonly number[], columns: readonly number[]): Generator<void, Float32Array[]> {
    const bearers = new Map<string, { column: number; weight: number }[]>();
    for (const [column, document] of columns.entries()) {
      for (const [mark, weight] of this.#profiles[document]) {
        const known = bearers.get(mark);
        if (known) known.push({ column, weight });
        else bearers.set(mark, [{ column, weight }]);
      }
    }
    const likeness: Float32Array[] = [];
    for (const document of rows) {
      const sums = new Float32Array(columns.length);
      for (const [mark, weight] of this.#profiles[document]) {
        for (const bearer of bearers.get(mark) ?? []) sums[bearer.column] += weight * bearer.weight;
      }
      likeness.push(sums);
      yield;
    }
    return likeness;
  }
}

/** Which share of the texts bears each mark. */
function sharesOfMarks(texts: readonly string[], marksOf: (text: string) => readonly string[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const text of texts) {
    for (const mark of new Set(marksOf(text))) shares.set(mark, (shares.get(mark) ?? 0) + 1 / texts.length);
  }
  return shares;
}

function raritiesAmong(documents: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const marks of documents) for (const mark of marks.keys()) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return new Map([...counts].map(([mark, count]) => [mark, Math.log((documents.length + 1) / (count + 0.5))]));
}

function weighed(shares: ReadonlyMap<string, number>, rarities: ReadonlyMap<string, number>): Map<string, number> {
  const weights = [...shares].map(([mark, share]) => [mark, Math.sqrt(share) * rarities.get(mark)!] as const);
  const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1;
  return new Map(weights.map(([mark, weight]) => [mark, weight / length]));
}
