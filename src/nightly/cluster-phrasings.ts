import type { Database, Queryable } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import { averageLinkage } from '../mining/average-linkage.ts';
import { canonicalQuestion } from '../mining/canonical-question.ts';
import { assignIdentities, type ClusterChanges } from '../mining/cluster-identity.ts';
import { dbscan, NOISE } from '../mining/dbscan.ts';
import { judgeClusters } from '../mining/judging/judge-clusters.ts';
import type { SameAnswerJudge } from '../mining/judging/same-answer-judge.ts';
import type { NightPhrasing } from './embed-phrasings.ts';
import type { Clustering } from './night-options.ts';

/** A cluster as a night works with it: phrasings that mean one question, in one language. */
export interface NightCluster {
  /** Kept from night to night; negative in a dry run, for clusters that are not stored. */
  id: number;
  canonical: NightPhrasing;
  /** Two-letter code, or null when it cannot be told. */
  language: string | null;
  phrasings: NightPhrasing[];
  /** In the window: how often its phrasings were asked, and by how many different users. */
  asked: number;
  users: number;
}

/** What clustering came to. */
export interface MinedClusters {
  clusters: NightCluster[];
  /** Phrasings that belong to no cluster. */
  outliers: NightPhrasing[];
  changes: ClusterChanges;
  /** What a judge made of the clusters, where one was asked. */
  judged?: JudgedPhrasings;
  /** Why there is no verdict though a judge was to be asked: the clusters are then as they were mined. */
  judgeFailure?: string;
  /** Why the judge was not asked though there is one. */
  judgeOmitted?: string;
}

/** What is known of the phrasings once a judge has been asked. */
export interface JudgedPhrasings {
  /** For how many questions of the log each phrasing stands when right and wrong are counted; 0 for those not looked at. */
  weights: ReadonlyMap<NightPhrasing, number>;
  calls: number;
  /** How often the judge errs, as estimated. */
  error: number;
}

/** Who is asked whether two questions mean the same, and how often at most. */
export interface NightJudge {
  judge: SameAnswerJudge;
  budget: number;
  seed?: number;
}

/** With fewer pairs a judge breaks up more than it mends: what it had no turn for counts as unknown (measured on Banking77). */
const LEAST_PAIRS_PER_QUESTION = 1;

/** How often a question must have been asked, in any wording, to be a cluster; DBSCAN takes it as its minimum too. */
const LEAST_ASKED = 3;

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
  const mined = await label(phrasings, clustering, options.signal);
  const { labels, ...verdicts } = await judgedLabels(phrasings, mined, options);
  const groups = groupsOf(phrasings, labels);
  const previous = new Map<NightPhrasing, number>();
  for (const phrasing of phrasings)
    if (phrasing.previousCluster !== undefined) previous.set(phrasing, phrasing.previousCluster);
  const { ids, changes } = assignIdentities(groups, previous);
  const clusters = groups.map((members, i) => toCluster(members, ids[i] ?? -(i + 1)));
  if (!options.dryRun) await database.transaction((tx) => store(tx, clusters, phrasings));
  const clustered = new Set(groups.flat());
  return {
    clusters,
    outliers: phrasings.filter((phrasing) => !clustered.has(phrasing)),
    changes,
    ...verdicts,
  };
}

/** Options of {@link clusterPhrasings}. */
export interface ClusterOptions {
  dryRun: boolean;
  judge?: NightJudge;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** What a judge makes of the labels, if there is one and it can be asked. */
async function judgedLabels(
  phrasings: readonly NightPhrasing[],
  mined: Int32Array,
  { judge: night, signal, onProgress }: ClusterOptions,
): Promise<{ labels: Int32Array } & Pick<MinedClusters, 'judged' | 'judgeFailure' | 'judgeOmitted'>> {
  if (!night || night.budget === 0) return { labels: mined };
  const { judge, budget, seed } = night;
  if (budget < LEAST_PAIRS_PER_QUESTION * phrasings.length) {
    return {
      labels: mined,
      judgeOmitted: `${phrasings.length} questions need at least as many pairs, and GOLDSMITH_JUDGE_CALLS allows ${budget}`,
    };
  }
  try {
    const options = { budget, seed, least: LEAST_ASKED, signal, onProgress };
    const result = await judgeClusters(phrasings, Int32Array.from(mined), judge, options);
    const restored = restoreQuiet(phrasings, mined, result.groupOf);
    const weights = new Map(phrasings.map((phrasing, row) => [phrasing, restored.has(row) ? 0 : result.weights[row]]));
    return { labels: result.groupOf, judged: { weights, calls: result.judgeCalls, error: result.judgeError } };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { labels: mined, judgeFailure: messageOf(error) };
  }
}

/**
 * What was asked too little this week was not put to the judge as a cluster. Where a cluster of an earlier night would be gone
 * for that alone, it stands as it was; of its phrasings nothing new is known.
 * @param groupOf what the judge made of the labels; changed in place.
 * @returns the rows put back.
 */
function restoreQuiet(phrasings: readonly NightPhrasing[], mined: Int32Array, groupOf: Int32Array): Set<number> {
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

async function label(
  phrasings: readonly NightPhrasing[],
  clustering: Clustering,
  signal?: AbortSignal,
): Promise<Int32Array> {
  const vectors = phrasings.map((phrasing) => phrasing.vector);
  return clustering.method === 'dbscan'
    ? dbscan(vectors, clustering.epsilon, LEAST_ASKED, signal)
    : averageLinkage(vectors, clustering.cut, signal);
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
  const asked = phrasings.reduce((sum, phrasing) => sum + phrasing.asked, 0);
  // What nobody asked this week still counts once, so that a cluster of old phrasings has a canonical question.
  const wordings = phrasings.map((phrasing) => ({ ...phrasing, asked: Math.max(1, phrasing.asked), phrasing }));
  const canonical = canonicalQuestion(wordings).phrasing;
  return { id, canonical, language: mainLanguage(phrasings) ?? null, phrasings, asked, users: users.size };
}

async function store(tx: Queryable, clusters: NightCluster[], phrasings: readonly NightPhrasing[]): Promise<void> {
  for (const cluster of clusters) await storeCluster(tx, cluster);
  const clusterOf = new Map<NightPhrasing, number>();
  for (const { id, phrasings: members } of clusters) for (const phrasing of members) clusterOf.set(phrasing, id);
  const changed = phrasings.filter((phrasing) => clusterOf.get(phrasing) !== phrasing.previousCluster);
  await tx.query(
    `UPDATE phrasings p SET cluster_id = place.cluster FROM unnest($1::bigint[], $2::int[]) AS place (id, cluster) WHERE p.id = place.id`,
    [changed.map((phrasing) => phrasing.id), changed.map((phrasing) => clusterOf.get(phrasing) ?? null)],
  );
}

/** Writes a cluster's row where it differs; gives a new cluster its id. */
async function storeCluster(tx: Queryable, cluster: NightCluster): Promise<void> {
  const row = [cluster.canonical.text, cluster.language, cluster.asked, cluster.users];
  if (cluster.id > 0) {
    await tx.query(
      `UPDATE clusters SET canonical_question = $2, language = $3, asked = $4, users = $5
       WHERE id = $1 AND (canonical_question, language, asked, users) IS DISTINCT FROM ($2, $3, $4::int, $5::int)`,
      [cluster.id, ...row],
    );
    return;
  }
  const [created] = await tx.query<{ id: number }>(
    'INSERT INTO clusters (canonical_question, language, asked, users) VALUES ($1, $2, $3, $4) RETURNING id',
    row,
  );
  cluster.id = created.id;
}
