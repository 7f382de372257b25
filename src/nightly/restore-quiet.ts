import { NOISE } from '../mining/dbscan.ts';
import type { NightPhrasing } from './embed-phrasings.ts';
import { LEAST_ASKED } from './least-asked.ts';

/**
 * What was asked too little this week was not put to the judge as a cluster. Where a cluster of an earlier night would be gone
 * for that alone, it stands as it was; of its phrasings nothing new is known.
 * @param groupOf what the judge made of the labels; changed in place.
 * @returns the rows put back.
 */
export function restoreQuiet(
  phrasings: readonly NightPhrasing[],
  mined: Int32Array,
  groupOf: Int32Array,
): ReadonlySet<number> {
  const asked = new Map<number, number>();
  for (const [row, label] of mined.entries())
    asked.set(label, (asked.get(label) ?? 0) + Math.max(1, phrasings[row].asked));
  const isQuiet = (row: number) => mined[row] === NOISE || (asked.get(mined[row]) ?? 0) < LEAST_ASKED;
  const restored = new Set<number>();
  let free = groupOf.reduce((highest, group) => Math.max(highest, group), -1) + 1;
  const earlier = Map.groupBy(phrasings.keys(), (row) => phrasings[row].previousCluster);
  for (const [cluster, rows] of earlier) {
    if (cluster === undefined || rows.some((row) => groupOf[row] >= 0 || !isQuiet(row))) continue;
    for (const row of rows) {
      groupOf[row] = free;
      restored.add(row);
    }
    free++;
  }
  return restored;
}
