import { GoldsmithError } from '../errors.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import type { FileAnswer } from './answer-file.ts';

/**
 * What the lines of a file that came before have answered: no question is answered twice by one file. By words as well as by
 * cluster, for a dry run leaves no cluster behind.
 */
export class EarlierLines {
  readonly #byCluster = new Map<number, number>();
  /** All wordings that an earlier line has given to its answer. */
  readonly #byWords = new Map<string, number>();
  readonly #byQuestion = new Map<string, number>();

  /**
   * Looks whether a line's question, or one of its other wordings, is taken.
   * @throws GoldsmithError `bad-input`.
   */
  check([question, ...phrasings]: readonly string[]): void {
    this.#refuse(this.#byWords.get(normaliseQuestion(question)));
    for (const text of phrasings) {
      const line = this.#byQuestion.get(normaliseQuestion(text));
      if (line !== undefined)
        throw new GoldsmithError('bad-input', `"${text}" is the question of line ${line}. Leave it out here.`);
    }
  }

  /**
   * Looks whether the cluster that a line's question leads to is answered by an earlier one.
   * @throws GoldsmithError `bad-input`.
   */
  checkCluster(clusterId: number): void {
    this.#refuse(this.#byCluster.get(clusterId));
  }

  /** Remembers a line that was taken. */
  add(line: number, { question, status }: FileAnswer, wordings: readonly string[], clusterId: number): void {
    this.#byCluster.set(clusterId, line);
    for (const text of wordings) this.#byWords.set(normaliseQuestion(text), line);
    // What is dismissed is served to nobody, and holds no words.
    if (status !== 'dismissed') this.#byQuestion.set(normaliseQuestion(question), line);
  }

  #refuse(line: number | undefined): void {
    if (line !== undefined) throw new GoldsmithError('bad-input', `it is answered by line ${line} already`);
  }
}
