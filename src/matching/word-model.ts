/** What a word model is made from. */
export interface WordedPhrasing {
  text: string;
  cluster: number;
}

/** What a question must not learn from: itself, or whole clusters. */
export interface WordScope {
  /** The cluster of a phrasing of the same text, which is not counted: the question is that phrasing. */
  exceptOneOf?: number;
  exceptClusters?: ReadonlySet<number>;
}

/** How the words of a question stand to a cluster. */
export interface WordEvidence {
  /** How much likelier its words and pairs of words are in this cluster than in all; logarithm, per square root of their number. */
  likelihood: number;
  /** The share of the question's meaning-bearing words that the cluster's phrasings use, rare words weighing most; 0 to 1. */
  coverage: number;
}

/** How many phrasings the background counts for when a cluster's own words are few (Dirichlet smoothing; Zhai and Lafferty, SIGIR 2001). */
const SMOOTHING = 5;

/**
 * Which words each cluster uses: vectors of meaning take "KITAS" for "KITAP" and "minimum" for "maximum", words do not.
 * A smoothed language model per cluster over words and pairs of neighbouring words, each counted once a phrasing.
 */
export class WordModel {
  readonly #size: number;
  readonly #clusterSizes = new Map<number, number>();
  readonly #uses = new Map<string, WordUse>();

  constructor(phrasings: readonly WordedPhrasing[]) {
    this.#size = phrasings.length;
    for (const { text, cluster } of phrasings) {
      this.#clusterSizes.set(cluster, (this.#clusterSizes.get(cluster) ?? 0) + 1);
      for (const word of wordsAndPairsOf(text).keys()) {
        const use = this.#uses.get(word) ?? { phrasings: 0, perCluster: new Map<number, number>() };
        if (use.phrasings === 0) this.#uses.set(word, use);
        use.phrasings++;
        use.perCluster.set(cluster, (use.perCluster.get(cluster) ?? 0) + 1);
      }
    }
  }

  /** How many phrasings use a word. */
  phrasingsWith(word: string): number {
    return this.#uses.get(word)?.phrasings ?? 0;
  }

  /** Reads a question once, so that it can be held against many clusters. */
  read(text: string, scope: WordScope = {}): (cluster: number) => WordEvidence {
    let size = this.#size - (scope.exceptOneOf === undefined ? 0 : 1);
    for (const cluster of scope.exceptClusters ?? []) size -= this.#clusterSizes.get(cluster) ?? 0;
    const known: KnownWord[] = [];
    let information = 0;
    for (const [word, isPair] of wordsAndPairsOf(text)) {
      const use = this.#uses.get(word);
      const used = use ? usesWithin(use, scope) : 0;
      const rarity = isPair ? 0 : Math.log((size + 1) / (used + 0.5));
      information += rarity;
      if (use && used > 0) known.push({ uses: use.perCluster, background: (used + 0.5) / (size + 1), rarity });
    }
    return (cluster) => this.#evidence(known, information, cluster, cluster === scope.exceptOneOf ? 1 : 0);
  }

  #evidence(known: readonly KnownWord[], information: number, cluster: number, except: number): WordEvidence {
    const size = (this.#clusterSizes.get(cluster) ?? 0) - except;
    const unused = Math.log(SMOOTHING / (size + SMOOTHING));
    let likelihood = 0;
    let covered = 0;
    for (const { uses, background, rarity } of known) {
      const used = (uses.get(cluster) ?? 0) - except;
      likelihood += unused;
      if (used <= 0) continue;
      likelihood += Math.log(1 + used / (SMOOTHING * background));
      covered += rarity;
    }
    return {
      likelihood: likelihood / Math.sqrt(known.length + 1),
      coverage: information > 0 ? covered / information : 0,
    };
  }
}

/** How many phrasings use a word, in all and per cluster. */
interface WordUse {
  phrasings: number;
  perCluster: Map<number, number>;
}

interface KnownWord {
  uses: ReadonlyMap<number, number>;
  /** The share of all phrasings that use it. */
  background: number;
  /** How much it tells, in nats; 0 for pairs. */
  rarity: number;
}

function usesWithin({ phrasings, perCluster }: WordUse, { exceptOneOf, exceptClusters }: WordScope): number {
  let used = exceptOneOf === undefined ? phrasings : phrasings - 1;
  for (const cluster of exceptClusters ?? []) used -= perCluster.get(cluster) ?? 0;
  return used;
}

/** The words of a text and its pairs of neighbouring words, each once, and whether it is a pair. */
function wordsAndPairsOf(text: string): Map<string, boolean> {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const seen = new Map<string, boolean>();
  for (const [i, word] of words.entries()) {
    seen.set(word, false);
    if (i > 0) seen.set(`${words[i - 1]} ${word}`, true);
  }
  return seen;
}
