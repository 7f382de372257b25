import { NOISE } from '../mining/dbscan.ts';
import type { NightPhrasing } from './embed-phrasings.ts';

/**
 * The labels of a night without its judge. What the judge of an earlier night has put into a cluster, or into none, stays there:
 * mined labels are finer, and clusters that were joined would fall apart, with their ids and answers. What no judge has seen goes
 * with those it was mined with: into the cluster most of them were put into, or else it stands as it was mined.
 * @param labels a label per phrasing, negative for none.
 */
export function keepJudgedPlaces(phrasings: readonly NightPhrasing[], labels: Int32Array): Int32Array {
  const homes = homesOf(phrasings, labels);
  const free = labels.reduce((highest, label) => Math.max(highest, label), -1) + 1;
  const names = new Map<number, number>();
  const nameOf = (cluster: number) => {
    if (!names.has(cluster)) names.set(cluster, free + names.size);
    return names.get(cluster)!;
  };
  return labels.map((label, row) => {
    const { judged, previousCluster } = phrasings[row];
    const cluster = judged ? previousCluster : homes.get(label);
    if (cluster !== undefined) return nameOf(cluster);
    return judged ? NOISE : label;
  });
}

/** For each label the cluster that most of its judged phrasings were put into; undefined when most were put into none. */
function homesOf(phrasings: readonly NightPhrasing[], labels: Int32Array): Map<number, number | undefined> {
  const judged = [...phrasings.keys()].filter((row) => phrasings[row].judged && labels[row] !== NOISE);
  const homes = new Map<number, number | undefined>();
  for (const [label, rows] of Map.groupBy(judged, (row) => labels[row])) {
    const places = [...Map.groupBy(rows, (row) => phrasings[row].previousCluster)];
    homes.set(label, places.sort((a, b) => b[1].length - a[1].length)[0][0]);
  }
  return homes;
}
