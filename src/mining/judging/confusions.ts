import type { Belief } from './cross-examine.ts';

/** Two groups whose questions are taken for each other's, and how much. */
export interface Confusion {
  a: number;
  b: number;
  share: number;
}

/** Of each group so many others that its members are most taken for are tried. */
const MOST = 5;
/** Confusions of a smaller share are chance. */
const LEAST_SHARE = 0.01;

/**
 * Which groups' questions are taken for each other's: of each group those that its members are most taken for.
 * @param groups the rows of each group, by its name in the beliefs.
 * @returns by the groups' places.
 */
export function confusionsAmong(
  groups: ReadonlyMap<number, readonly number[]>,
  beliefs: readonly Belief[],
): Confusion[] {
  const place = new Map([...groups.keys()].map((name, i) => [name, i]));
  const shares = new Map<string, Confusion>();
  for (const [name, rows] of groups) {
    for (const [other, share] of mostTakenFor(name, rows, beliefs)) {
      const [a, b] = [place.get(name)!, place.get(other)!].sort((x, y) => x - y);
      const known = shares.get(`${a} ${b}`) ?? { a, b, share: 0 };
      known.share += share;
      shares.set(`${a} ${b}`, known);
    }
  }
  return [...shares.values()].filter(({ share }) => share > LEAST_SHARE);
}

function mostTakenFor(own: number, rows: readonly number[], beliefs: readonly Belief[]): [number, number][] {
  const taken = new Map<number, number>();
  for (const row of rows) {
    for (const { group, probability } of beliefs[row]) {
      if (group !== own) taken.set(group, (taken.get(group) ?? 0) + probability / rows.length);
    }
  }
  return [...taken].sort((x, y) => y[1] - x[1]).slice(0, MOST);
}
