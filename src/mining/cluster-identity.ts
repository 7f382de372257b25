/** What became of the clusters since the last night. Ids of clusters. */
export interface ClusterChanges {
  unchanged: number[];
  /** With phrasings that were not theirs. */
  grown: number[];
  /** Each id was taken in by the other. */
  merged: { id: number; into: number }[];
  /** Parts of an old cluster that are clusters of their own now, by their index among tonight's groups. */
  split: { from: number; group: number }[];
  vanished: number[];
  /** Tonight's groups without a predecessor, by index. */
  created: number[];
}

/** The id each of tonight's groups keeps, undefined where a new one is due, and what changed. */
export interface ClusterIdentities {
  ids: (number | undefined)[];
  changes: ClusterChanges;
}

/**
 * Gives tonight's groups the ids of last night's clusters: each id goes to the group with most of its phrasings, each group
 * gets at most one, the largest overlaps first. A cluster with an answer goes where the question of its answer is, however few go
 * with it: the others would be given an answer that was not written for them. Clusters whose answer a person has decided on come first.
 * @param groups tonight's clusters, as keys of their phrasings.
 * @param previous the cluster each phrasing was in last night.
 * @param answered by cluster, the phrasing that its answer was written for, where it is one of tonight's (in a group or in none).
 * @param held the clusters whose answer a person has decided on.
 */
export function assignIdentities<Key>(
  groups: readonly (readonly Key[])[],
  previous: ReadonlyMap<Key, number>,
  answered: ReadonlyMap<number, Key> = new Map(),
  held: ReadonlySet<number> = new Set(),
): ClusterIdentities {
  const overlaps = overlapsOf(groups, previous);
  const ids = new Array<number | undefined>(groups.length).fill(undefined);
  const groupOf = new Map<number, number>();
  for (const { id, group } of claimsOf(groups, overlaps, answered, held)) {
    if (ids[group] !== undefined || groupOf.has(id)) continue;
    ids[group] = id;
    groupOf.set(id, group);
  }
  return { ids, changes: changesOf(groups, previous, overlaps, ids, groupOf) };
}

/** The overlaps by which an id may go to a group, strongest first. */
function claimsOf<Key>(
  groups: readonly (readonly Key[])[],
  overlaps: readonly Overlap[],
  answered: ReadonlyMap<number, Key>,
  held: ReadonlySet<number>,
): Overlap[] {
  const groupWith = new Map(groups.flatMap((keys, group) => keys.map((key) => [key, group] as const)));
  const [ofPeople, ofAnswers, others]: [Overlap[], Overlap[], Overlap[]] = [[], [], []];
  for (const overlap of overlaps) {
    const question = answered.get(overlap.id);
    if (question !== undefined && groupWith.get(question) !== overlap.group) continue;
    if (held.has(overlap.id)) ofPeople.push(overlap);
    else (question === undefined ? others : ofAnswers).push(overlap);
  }
  return [...ofPeople, ...ofAnswers, ...others];
}

interface Overlap {
  id: number;
  group: number;
  size: number;
}

function overlapsOf<Key>(groups: readonly (readonly Key[])[], previous: ReadonlyMap<Key, number>): Overlap[] {
  const overlaps: Overlap[] = [];
  for (const [group, keys] of groups.entries()) {
    const sizes = new Map<number, number>();
    for (const key of keys) {
      const id = previous.get(key);
      if (id !== undefined) sizes.set(id, (sizes.get(id) ?? 0) + 1);
    }
    for (const [id, size] of sizes) overlaps.push({ id, group, size });
  }
  return overlaps.sort((a, b) => b.size - a.size || a.id - b.id || a.group - b.group);
}

function changesOf<Key>(
  groups: readonly (readonly Key[])[],
  previous: ReadonlyMap<Key, number>,
  overlaps: Overlap[],
  ids: (number | undefined)[],
  groupOf: Map<number, number>,
): ClusterChanges {
  const changes: ClusterChanges = { unchanged: [], grown: [], merged: [], split: [], vanished: [], created: [] };
  for (const [group, id] of ids.entries()) {
    if (id !== undefined) {
      const grew = groups[group].some((key) => previous.get(key) !== id);
      (grew ? changes.grown : changes.unchanged).push(id);
      continue;
    }
    const from = overlaps.find((overlap) => overlap.group === group)?.id;
    if (from === undefined) changes.created.push(group);
    else changes.split.push({ from, group });
  }
  for (const id of [...new Set(previous.values())].sort((a, b) => a - b)) {
    if (groupOf.has(id)) continue;
    const taker = overlaps.find((overlap) => overlap.id === id);
    const into = taker && ids[taker.group];
    if (into === undefined) changes.vanished.push(id);
    else changes.merged.push({ id, into });
  }
  return changes;
}
