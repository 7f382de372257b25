import { disagreementWith, particularsOf } from '../matching/agreement.ts';
import { namesOf } from '../matching/names.ts';
import { WordModel } from '../matching/word-model.ts';
import { NOISE } from '../mining/dbscan.ts';
import type { NightPhrasing } from './embed-phrasings.ts';

/**
 * Labels under which no cluster that has an answer takes in what the answer's question refuses by the rules of the day: another figure or
 * name, an opposite, a negation. Vectors do not tell these apart, and what is in the cluster is served as the same words: what was a
 * miss by day would be a hit after the night. What a judge has placed stays, and so does what was in the cluster before. Clusters
 * that are new are left as they were mined: there is no answer yet, and to take these wordings out of them cost Banking77 2.6 points of
 * what is served (66.0 to 63.4%) for 0.2 of what is wrong.
 * @param labels a label per phrasing, negative for none.
 * @param answered by cluster, the phrasing that its answer was written for.
 */
export function takeOutDisagreeing(
  phrasings: readonly NightPhrasing[],
  labels: Int32Array,
  answered: ReadonlyMap<number, NightPhrasing>,
): Int32Array {
  const result = Int32Array.from(labels);
  const questions = new Set(answered.values());
  if (questions.size === 0) return result;
  const rows = Map.groupBy(labels.keys(), (row) => labels[row]);
  rows.delete(NOISE);
  const clustered = [...rows].flatMap(([cluster, members]) => members.map((row) => ({ ...phrasings[row], cluster })));
  const names = namesOf(clustered, new WordModel(clustered));
  for (const members of rows.values()) {
    const written = members.map((row) => phrasings[row]).filter((phrasing) => questions.has(phrasing));
    if (written.length === 0) continue;
    const homes = new Set(written.map(({ previousCluster }) => previousCluster));
    const isNew = ({ judged, previousCluster }: NightPhrasing) =>
      !judged && (previousCluster === undefined || !homes.has(previousCluster));
    const asked = written.map(({ text }) => particularsOf(text));
    for (const row of members)
      if (isNew(phrasings[row]) && disagreementWith(particularsOf(phrasings[row].text), asked, names))
        result[row] = NOISE;
  }
  return result;
}
