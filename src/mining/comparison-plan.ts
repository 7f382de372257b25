import { BLOCK, LANES } from './panel-space.ts';

/**
 * Which rows of a space are compared with which panels: task t compares the rows `rows[starts[t]]` to `rows[starts[t + 1]]`,
 * exclusive, with the panels `from[t]` to `to[t]`, exclusive.
 */
export interface ComparisonPlan {
  rows: Int32Array;
  starts: Int32Array;
  from: Int32Array;
  to: Int32Array;
  /** Whether only pairs with the row of the panel after the row of the block are meant: every pair once, when all meet all. */
  once: boolean;
}

/** Every one of the first rows of a space with every other, once. */
export function planAllPairs(rows: number): ComparisonPlan {
  const plan = planAgainst(
    Int32Array.from({ length: rows }, (_, row) => row),
    0,
    Math.ceil(rows / LANES),
  );
  return { ...plan, from: plan.from.map((_, task) => (task * BLOCK) / LANES), once: true };
}

/** Some rows with all rows of the given panels. */
export function planAgainst(rows: Int32Array, fromPanel: number, toPanel: number): ComparisonPlan {
  const tasks = Math.ceil(rows.length / BLOCK);
  return {
    rows,
    starts: Int32Array.from({ length: tasks + 1 }, (_, task) => Math.min(rows.length, task * BLOCK)),
    from: new Int32Array(tasks).fill(fromPanel),
    to: new Int32Array(tasks).fill(toPanel),
    once: false,
  };
}

export function tasksOf({ from }: ComparisonPlan): number {
  return from.length;
}
