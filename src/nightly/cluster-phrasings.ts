import type { Database, Queryable } from '../database/database.ts';
import { hasGrownMarkedly } from '../golden/answer-status.ts';
import { holdWordings } from '../golden/hold-wordings.ts';
import { followClusters, holdDismissed } from '../golden/phrasing-decisions.ts';
import { canonicalQuestion } from '../mining/canonical-question.ts';
import { assignIdentities, type ClusterChanges } from '../mining/cluster-identity.ts';
import { NOISE } from '../mining/dbscan.ts';
import type { ChosenCut } from './choose-cut.ts';
import type { NightPhrasing } from './embed-phrasings.ts';
import {
  type JudgedLabels,
  type JudgedPhrasings,
  type JudgePhrasingsOptions,
  judgePhrasings,
} from './judge-phrasings.ts';
import {
  type Decisions,
  type IdentifiedGroups,
  keepHeldApart,
  keepPlacesSince,
  placeByDecisions,
  readDecisions,
} from './keep-decisions.ts';
import { labelPhrasings } from './label-phrasings.ts';
import { LEAST_ASKED } from './least-asked.ts';
import type { Clustering } from './night-options.ts';
import { takeOutDisagreeing } from './take-out-disagreeing.ts';

export type { NightJudge } from './night-judge.ts';

/** A cluster as a night works with it: phrasings that mean one question, in one language. */
export interface NightCluster {
  /** Kept from night to night; negative in a dry run, for clusters that are not stored. */
  id: number;
  canonical: NightPhrasing;
  /** Two-letter code, or null when it cannot be told. */
  language: string | null;
  phrasings: NightPhrasing[];
  /** In the window: how often its phrasings were asked, by how many different users, and in how many conversations. */
  asked: number;
  users: number;
  conversations: number;
}

/** What became of the clusters since the last night, all by their ids. */
export interface ChangedClusters extends Omit<ClusterChanges, 'split' | 'created'> {
  /** Parts of an old cluster that are clusters of their own now. */
  split: { from: number; id: number }[];
  /** Those without a predecessor. */
  created: number[];
}

/** What clustering came to; of its judge all but the labels. */
export interface MinedClusters extends Omit<JudgedLabels, 'labels'> {
  clusters: NightCluster[];
  /** Phrasings that belong to no cluster. */
  outliers: NightPhrasing[];
  changes: ChangedClusters;
  /** How the cut was chosen, where it was left to the night. */
  cut?: ChosenCut;
}

/**
 * Clusters the phrasings, keeps the ids of last night's clusters, and writes down which phrasing belongs where, in one
 * transaction. Nothing of it is served before the night publishes it.
 */
export async function clusterPhrasings(
  database: Database,
  phrasings: readonly NightPhrasing[],
  clustering: Clustering,
  options: ClusterOptions,
): Promise<MinedClusters> {
  const mined = await labelPhrasings(database, phrasings, clustering, options.maxWrong, options.signal);
  const { labels: found, ...verdicts } = await judgePhrasings(phrasings, mined.labels, options);
  const decisions = await readDecisions(database, phrasings);
  const labels = verdicts.judged ? found : takeOutDisagreeing(phrasings, found, decisions.answered);
  const { groups, ids, changes } = identify(phrasings, keepHeldApart(phrasings, labels, decisions), decisions);
  const all = groups.map((members, i) => (members.length > 0 ? toCluster(members, ids[i] ?? -(i + 1)) : undefined));
  const clusters = all.filter((cluster) => cluster !== undefined);
  const withDemand = { ...changes, ...(await grownByDemand(database, changes, clusters)) };
  const changedIds = () => byIds(withDemand, all);
  if (!options.dryRun)
    await database.transaction(async (tx) => {
      await holdDismissed(tx);
      await holdWordings(tx);
      await store(tx, clusters, phrasings, verdicts.judged);
      const { merged, split } = changedIds();
      await followClusters(tx, merged, split);
      await keepPlacesSince(tx, decisions.places);
    });
  const clustered = new Set(groups.flat());
  return {
    clusters,
    outliers: phrasings.filter((phrasing) => !clustered.has(phrasing)),
    changes: changedIds(),
    cut: mined.cut,
    ...verdicts,
  };
}

/** A cluster without a new wording has grown as well when markedly more users ask it than on the last night that wrote it down. */
async function grownByDemand(
  database: Database,
  { grown, unchanged }: ClusterChanges,
  clusters: readonly NightCluster[],
): Promise<Pick<ClusterChanges, 'grown' | 'unchanged'>> {
  const before = await database.query<{ id: number; users: number }>(
    'SELECT id, users FROM clusters WHERE id = ANY($1::integer[])',
    [unchanged],
  );
  const usersBefore = new Map(before.map(({ id, users }) => [id, users]));
  const usersNow = new Map(clusters.map(({ id, users }) => [id, users]));
  const isGrown = (id: number) => {
    const [then, now] = [usersBefore.get(id), usersNow.get(id)];
    return then !== undefined && now !== undefined && hasGrownMarkedly({ users: now }, { users: then });
  };
  return {
    grown: [...grown, ...unchanged.filter(isGrown)],
    unchanged: unchanged.filter((id) => !isGrown(id)),
  };
}

/** Divides the phrasings, gives each part its id, and moves what people want elsewhere. */
function identify(
  phrasings: readonly NightPhrasing[],
  labels: Int32Array,
  decisions: Decisions,
): IdentifiedGroups & { changes: ClusterChanges } {
  const groups = groupsOf(phrasings, labels);
  const previous = new Map<NightPhrasing, number>();
  for (const phrasing of phrasings)
    if (phrasing.previousCluster !== undefined) previous.set(phrasing, phrasing.previousCluster);
  const questions = new Map([...decisions.answered].filter(([cluster]) => !decisions.renamed.has(cluster)));
  const { ids, changes } = assignIdentities(groups, previous, questions, decisions.held);
  return { ...placeByDecisions({ groups, ids }, phrasings, decisions, changes.merged), changes };
}

/** Options of {@link clusterPhrasings}. */
export interface ClusterOptions extends JudgePhrasingsOptions {
  dryRun: boolean;
  /** The share of served answers that may be wrong: by it the cut is chosen. */
  maxWrong: number;
}

/** The clusters have their ids once they are stored; the groups they were made of come in the same order. */
function byIds(
  { split, created, ...changes }: ClusterChanges,
  clusters: readonly (NightCluster | undefined)[],
): ChangedClusters {
  return {
    ...changes,
    split: split.flatMap(({ from, group }) => idsOf(clusters[group]).map((id) => ({ from, id }))),
    created: created.flatMap((group) => idsOf(clusters[group])),
  };
}

/** None of a group that people took all phrasings out of. */
function idsOf(cluster: NightCluster | undefined): number[] {
  return cluster ? [cluster.id] : [];
}

function groupsOf(phrasings: readonly NightPhrasing[], labels: Int32Array): NightPhrasing[][] {
  const groups = new Map<number, NightPhrasing[]>();
  for (const [i, label] of labels.entries()) {
    if (label === NOISE) continue;
    const members = groups.get(label) ?? [];
    groups.set(label, members);
    members.push(phrasings[i]);
  }
  return [...groups.values()].flatMap(splitByLanguage).filter(isCluster);
}

/** One group per language; phrasings too short to tell go with the language asked most. */
function splitByLanguage(members: NightPhrasing[]): NightPhrasing[][] {
  const main = mainLanguage(members);
  return [...Map.groupBy(members, ({ language }) => language ?? main).values()];
}

function mainLanguage(members: readonly NightPhrasing[]): string | undefined {
  const asked = new Map<string, number>();
  for (const { language, asked: times } of members) {
    if (language) asked.set(language, (asked.get(language) ?? 0) + Math.max(1, times));
  }
  return [...asked].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Asked often enough in this window, or in an earlier one. */
function isCluster(members: readonly NightPhrasing[]): boolean {
  const asked = members.reduce((sum, phrasing) => sum + phrasing.asked, 0);
  return asked >= LEAST_ASKED || members.some((phrasing) => phrasing.previousCluster !== undefined);
}

function toCluster(phrasings: NightPhrasing[], id: number): NightCluster {
  const users = new Set(phrasings.flatMap((phrasing) => [...phrasing.users.keys()]));
  const conversations = new Set(phrasings.flatMap((phrasing) => [...phrasing.conversations]));
  const asked = phrasings.reduce((sum, phrasing) => sum + phrasing.asked, 0);
  // What nobody asked this week still counts once, so that a cluster of old phrasings has a canonical question.
  const wordings = phrasings.map((phrasing) => ({ ...phrasing, asked: Math.max(1, phrasing.asked), phrasing }));
  const canonical = canonicalQuestion(wordings).phrasing;
  const demand = { asked, users: users.size, conversations: conversations.size };
  return { id, canonical, language: mainLanguage(phrasings) ?? null, phrasings, ...demand };
}

async function store(
  tx: Queryable,
  clusters: NightCluster[],
  phrasings: readonly NightPhrasing[],
  judged: JudgedPhrasings | undefined,
): Promise<void> {
  for (const cluster of clusters) await storeCluster(tx, cluster);
  const clusterOf = new Map<NightPhrasing, number>();
  for (const { id, phrasings: members } of clusters) for (const phrasing of members) clusterOf.set(phrasing, id);
  const changed = phrasings.filter((phrasing) => clusterOf.get(phrasing) !== phrasing.previousCluster);
  await tx.query(
    `UPDATE phrasings p SET cluster_id = place.cluster FROM unnest($1::bigint[], $2::int[]) AS place (id, cluster) WHERE p.id = place.id`,
    [changed.map((phrasing) => phrasing.id), changed.map((phrasing) => clusterOf.get(phrasing) ?? null)],
  );
  const placed = phrasings.filter((phrasing) => !phrasing.judged && judged?.placed.has(phrasing));
  await tx.query('UPDATE phrasings SET judged = true WHERE id = ANY($1::bigint[])', [placed.map(({ id }) => id)]);
}

/** Writes a cluster's row where it differs; gives a new cluster its id. */
async function storeCluster(tx: Queryable, cluster: NightCluster): Promise<void> {
  const row = [cluster.canonical.text, cluster.language, cluster.asked, cluster.users, cluster.conversations];
  if (cluster.id > 0) {
    await tx.query(
      `UPDATE clusters SET canonical_question = $2, language = $3, asked = $4, users = $5, conversations = $6
       WHERE id = $1 AND (canonical_question, language, asked, users, conversations)
         IS DISTINCT FROM ($2, $3, $4::int, $5::int, $6::int)`,
      [cluster.id, ...row],
    );
    return;
  }
  const [created] = await tx.query<{ id: number }>(
    'INSERT INTO clusters (canonical_question, language, asked, users, conversations) VALUES ($1, $2, $3, $4, $5) RETURNING id',
    row,
  );
  cluster.id = created.id;
}
