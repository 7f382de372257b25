import type { Belief } from './cross-examine.ts';
import type { MinedQuestion } from './same-answer-judge.ts';

/** Which group each question is in, as judging goes on. */
export class QuestionGroups {
  /** The group of each question, negative for none. */
  of: Int32Array;
  readonly #questions: readonly MinedQuestion[];
  readonly #least: number;

  /**
   * @param of a label per question, negative for none.
   * @param least how often a group's questions must have been asked.
   */
  constructor(questions: readonly MinedQuestion[], of: Int32Array, least: number) {
    this.#questions = questions;
    this.of = of;
    this.#least = least;
  }

  /** The rows of each group, by its name. */
  rows(): Map<number, number[]> {
    const rows = Map.groupBy(this.of.keys(), (row) => this.of[row]);
    rows.delete(-1);
    return rows;
  }

  /** Makes these the groups, named by their place; who is in none of them is in none. */
  set(groups: readonly (readonly number[])[]): void {
    this.of = new Int32Array(this.#questions.length).fill(-1);
    for (const [group, rows] of groups.entries()) for (const row of rows) this.of[row] = group;
  }

  /** How likely the matcher puts a question back where it is; 0 for one in no group. */
  sureness(row: number, beliefs: readonly Belief[]): number {
    const own = this.of[row];
    return own < 0 ? 0 : (beliefs[row].find(({ group }) => group === own)?.probability ?? 0);
  }

  /** Whether these were asked often enough to be a group. What nobody asked this week, but an earlier night knew, counts once. */
  isAskedEnough(rows: readonly number[]): boolean {
    const asked = rows.reduce((sum, row) => sum + Math.max(1, this.#questions[row].asked ?? 1), 0);
    return asked >= this.#least;
  }

  /** Drops groups that were not asked enough. A question that was, and belongs nowhere, is a group by itself. */
  regroupSmall(): void {
    for (const rows of this.rows().values()) {
      if (!this.isAskedEnough(rows)) for (const row of rows) this.of[row] = -1;
    }
    let free = Math.max(-1, ...this.rows().keys()) + 1;
    for (const row of this.of.keys()) {
      if (this.of[row] < 0 && this.isAskedEnough([row])) this.of[row] = free++;
    }
  }
}
