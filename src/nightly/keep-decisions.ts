import type { Database, Queryable } from '../database/database.ts';
import { IS_DECIDED } from '../golden/answer-state.ts';
import { type PhrasingDecision, readPhrasingDecisions } from '../golden/phrasing-decisions.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { NOISE } from '../mining/dbscan.ts';
import type { NightPhrasing } from './embed-phrasings.ts';

/** What people have decided that a night's clusters must hold to. */
export interface Decisions {
  /** By cluster, the phrasing that its answer was written for, where it is one of tonight's. Without dismissed answers. */
  answered: ReadonlyMap<number, NightPhrasing>;
  /** The clusters whose answer a person wrote, approved or paused. */
  held: ReadonlySet<number>;
  /** Those whose answer a person gave another question: its old wordings lead to it as before, wherever the new one would be mined. */
  renamed: ReadonlySet<number>;
  /** On single phrasings. */
  places: readonly PhrasingDecision[];
}

/** Reads what was decided of tonight's phrasings. */
export async function readDecisions(database: Database, phrasings: readonly NightPhrasing[]): Promise<Decisions> {
  const answers = await database.query<{ cluster: number; question: string; held: boolean }>(
    `SELECT cluster_id AS cluster, canonical_question AS question, ${IS_DECIDED} AS held FROM golden_answers a
     WHERE status <> 'dismissed'`,
  );
  const byText = new Map(phrasings.map((phrasing) => [phrasing.normalised, phrasing]));
  const answered = answers.flatMap(({ cluster, question }) => {
    const phrasing = byText.get(normaliseQuestion(question));
    return phrasing ? [[cluster, phrasing] as const] : [];
  });
  const places = await readPhrasingDecisions(database);
  return {
    answered: new Map(answered),
    held: new Set(answers.filter(({ held }) => held).map(({ cluster }) => cluster)),
    renamed: renamedAmong(answered, places, phrasings),
    places,
  };
}

/** Those whose question a person put there, to wordings that nobody put anywhere. */
function renamedAmong(
  answered: readonly (readonly [cluster: number, question: NightPhrasing])[],
  places: readonly PhrasingDecision[],
  phrasings: readonly NightPhrasing[],
): Set<number> {
  const placeOf = new Map(places.filter(({ belongs }) => belongs).map((place) => [place.phrasingId, place.clusterId]));
  const mined = phrasings.filter(({ id }) => id === undefined || !placeOf.has(id));
  const withMined = new Set(mined.map(({ previousCluster }) => previousCluster));
  const renamed = answered.filter(
    ([cluster, { id }]) => id !== undefined && placeOf.get(id) === cluster && withMined.has(cluster),
  );
  return new Set(renamed.map(([cluster]) => cluster));
}

/**
 * Labels under which no two clusters that people have decided on are one, and none of them is lost: where two were mined as one, the
 * one with fewer phrasings in it is taken out again, as it was; where one's question stands alone tonight, what else of it stands
 * alone is with it.
 * @param labels a label per phrasing, negative for none.
 */
export function keepHeldApart(
  phrasings: readonly NightPhrasing[],
  labels: Int32Array,
  { answered, held, renamed }: Decisions,
): Int32Array {
  const result = Int32Array.from(labels);
  let free = labels.reduce((highest, label) => Math.max(highest, label), -1) + 1;
  const rowOf = new Map(phrasings.map((phrasing, row) => [phrasing, row]));
  const rowsOf = Map.groupBy(phrasings.keys(), (row) => phrasings[row].previousCluster);
  const homes = new Map<number, { cluster: number; rows: number[] }[]>();
  for (const cluster of held) {
    const rows = rowsOf.get(cluster) ?? [];
    if (rows.length === 0) continue;
    const question = renamed.has(cluster) ? undefined : answered.get(cluster);
    const own = question && question.previousCluster === cluster ? rowOf.get(question) : undefined;
    const home = own === undefined ? mostCommon(rows.map((row) => labels[row])) : labels[own];
    if (home === NOISE) {
      for (const row of rows) if (labels[row] === NOISE) result[row] = free;
      free++;
      continue;
    }
    const there = { cluster, rows: rows.filter((row) => labels[row] === home) };
    homes.set(home, [...(homes.get(home) ?? []), there]);
  }
  for (const clusters of homes.values()) {
    const [, ...others] = clusters.sort((a, b) => b.rows.length - a.rows.length || a.cluster - b.cluster);
    for (const { rows } of others) {
      for (const row of rows) result[row] = free;
      free++;
    }
  }
  return result;
}

/** Groups of phrasings, each with the id it keeps, undefined where a new one is due. */
export interface IdentifiedGroups {
  groups: NightPhrasing[][];
  ids: (number | undefined)[];
}

/**
 * Puts single phrasings where people want them: into the cluster they belong to, which is there for them alone if need be, and out of
 * those they do not belong to. Groups keep their places; one that loses all its phrasings is empty.
 * @param merged the clusters that were taken in by others tonight.
 */
export function placeByDecisions(
  { groups, ids }: IdentifiedGroups,
  phrasings: readonly NightPhrasing[],
  { places }: Decisions,
  merged: readonly { id: number; into: number }[],
): IdentifiedGroups {
  if (places.length === 0) return { groups, ids };
  const members = groups.map((group) => new Set(group));
  const placed = [...ids];
  const byId = new Map(phrasings.map((phrasing) => [phrasing.id, phrasing]));
  const takenIn = new Map(merged.map(({ id, into }) => [id, into]));
  const groupOf = (cluster: number) => {
    const direct = placed.indexOf(cluster);
    return direct >= 0 ? direct : placed.indexOf(takenIn.get(cluster));
  };
  for (const { phrasingId, clusterId, belongs } of places) {
    const phrasing = byId.get(phrasingId);
    if (!phrasing) continue;
    const group = groupOf(clusterId);
    if (!belongs) {
      if (group >= 0) members[group].delete(phrasing);
      continue;
    }
    for (const [other, set] of members.entries()) if (other !== group) set.delete(phrasing);
    if (group >= 0) members[group].add(phrasing);
    else {
      members.push(new Set([phrasing]));
      placed.push(clusterId);
    }
  }
  return { groups: members.map((set) => [...set]), ids: placed };
}

/**
 * Puts back what people decided of phrasings while this night worked out where they belong. To be called in the transaction that writes
 * its clusters down, after these: whoever decides later finds their rows locked, and comes after it.
 * @param before the decisions that the night has held to.
 */
export async function keepPlacesSince(tx: Queryable, before: readonly PhrasingDecision[]): Promise<void> {
  const keyOf = ({ phrasingId, clusterId, belongs }: PhrasingDecision) => `${phrasingId}/${clusterId}/${belongs}`;
  const known = new Set(before.map(keyOf));
  const since = (await readPhrasingDecisions(tx)).filter((decision) => !known.has(keyOf(decision)));
  const [belonging, others] = [since.filter(({ belongs }) => belongs), since.filter(({ belongs }) => !belongs)];
  const columns = (places: readonly PhrasingDecision[]) => [
    places.map(({ phrasingId }) => phrasingId),
    places.map(({ clusterId }) => clusterId),
  ];
  await tx.query(
    `UPDATE phrasings p SET cluster_id = NULL FROM unnest($1::bigint[], $2::int[]) AS d (phrasing, cluster)
     WHERE p.id = d.phrasing AND p.cluster_id = d.cluster`,
    columns(others),
  );
  await tx.query(
    `UPDATE phrasings p SET cluster_id = d.cluster FROM unnest($1::bigint[], $2::int[]) AS d (phrasing, cluster)
     WHERE p.id = d.phrasing AND p.cluster_id IS DISTINCT FROM d.cluster`,
    columns(belonging),
  );
}

function mostCommon(labels: readonly number[]): number {
  const counts = [...Map.groupBy(labels, (label) => label)].filter(([label]) => label !== NOISE);
  return counts.sort((a, b) => b[1].length - a[1].length || a[0] - b[0])[0]?.[0] ?? NOISE;
}
