import { GoldsmithError } from '../errors.ts';
import type { AnswerStatus } from '../golden/answer-status.ts';
import { normaliseQuestion } from '../matching/normalise.ts';

/**
 * What the lines of a file that came before have answered: no question is answered twice by one file. By words as well as by
 * cluster, for a dry run leaves no cluster behind.
 */
export class EarlierLines {
  readonly #clusters = new Set<number>();
  readonly #byCluster = new Map<number, number>();
  /** All wordings that an earlier line has given to its answer. */
  readonly #byWords = new Map<string, number>();
  readonly #byQuestion = new Map<string, number>();

  /** Whether an earlier line was about the answer of this cluster. */
  has(clusterId: number): boolean {
    return this.#clusters.has(clusterId);
  }

  /** The line that answers a question, which leads to that cluster, if it leads to any; one that is dismissed answers none. */
  lineOf(question: string, clusterId: number | undefined): number | undefined {
    const byCluster = clusterId === undefined ? undefined : this.#byCluster.get(clusterId);
    return byCluster ?? this.#byWords.get(normaliseQuestion(question));
  }

  /**
   * Looks whether wordings that are to be given to another answer are the question of an earlier line.
   * @throws GoldsmithError `bad-input`.
   */
  check(phrasings: readonly string[]): void {
    for (const text of phrasings) {
      const line = this.#byQuestion.get(normaliseQuestion(text));
      if (line !== undefined)
        throw new GoldsmithError('bad-input', `"${text}" is the question of line ${line}. Leave it out here.`);
    }
  }

  /**
   * Remembers a line that was taken.
   * @param wordings of its answer, the question first.
   * @param status of its answer.
   */
  add(
    line: number,
    wordings: readonly string[],
    { clusterId, status }: { clusterId: number; status: AnswerStatus },
  ): void {
    this.#clusters.add(clusterId);
    // What is dismissed is served to nobody, and holds no words.
    if (status === 'dismissed') return;
    this.#byCluster.set(clusterId, line);
    for (const text of wordings) this.#byWords.set(normaliseQuestion(text), line);
    this.#byQuestion.set(normaliseQuestion(wordings[0]), line);
  }
}
