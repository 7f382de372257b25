/** What calls of models have used. */
export interface Spent {
  tokens: number;
  /** US dollars, of the calls whose cost is known. */
  cost: number;
  /** Answers whose cost is not known. */
  unpriced: number;
}

/** What was used where nothing was. */
export const NOTHING_SPENT: Spent = { tokens: 0, cost: 0, unpriced: 0 };

/** Both together. */
export function addSpent(a: Spent, b: Spent): Spent {
  return { tokens: a.tokens + b.tokens, cost: a.cost + b.cost, unpriced: a.unpriced + b.unpriced };
}

/** What was used from one moment to a later one. */
export function subtractSpent(later: Spent, earlier: Spent): Spent {
  return {
    tokens: later.tokens - earlier.tokens,
    cost: later.cost - earlier.cost,
    unpriced: later.unpriced - earlier.unpriced,
  };
}

/** US dollars; undefined when the cost of an answer is not known. */
export function costOf({ cost, unpriced }: Spent): number | undefined {
  return unpriced > 0 ? undefined : cost;
}
