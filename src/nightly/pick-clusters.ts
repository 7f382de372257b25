import type { Database } from '../database/database.ts';
import { HAS_GOOD_PROPOSAL } from '../golden/answer-proposals.ts';
import { hasGrownMarkedly } from '../golden/answer-status.ts';
import type { NightCluster } from './cluster-phrasings.ts';
import { type SharedDemand, sharedDemandOf } from './shared-demand.ts';

/** How many different users must have asked a question, in whichever language, before it is answered for everybody. */
const LEAST_USERS = 3;

/** One failure may be a model that was away for an hour, and says nothing of the question; two nights in a row say more. */
const FAILURES_THAT_COUNT = 2;

/** How it stands with the answers of the clusters that earlier nights knew. */
export interface AnswerStates {
  /** Clusters whose answer stands: it is not stale, or what a night proposes in its place waits for a person. */
  current: ReadonlySet<number>;
  /** Clusters whose answer a person dismissed, with how many different users asked the question then. */
  dismissed?: ReadonlyMap<number, { users: number }>;
  /** When an answer was last tried in vain, by cluster. */
  triedInVain: ReadonlyMap<number, Date>;
}

/** A cluster that is to be answered, and what its question is asked over all languages. */
export interface PickedCluster {
  cluster: NightCluster;
  demand: SharedDemand;
}

/** Which of tonight's clusters are to be answered. */
export interface PickedClusters {
  /** Most demanded first. */
  picked: PickedCluster[];
  /** How many need nothing, as their answer stands. */
  kept: number;
}

/** Reads how it stands with the answers. */
export async function readAnswerStates(database: Database): Promise<AnswerStates> {
  const answers = await database.query<{ id: number; stale: boolean; dismissed: number | null }>(
    `SELECT cluster_id AS id, stale_since IS NOT NULL AND NOT ${HAS_GOOD_PROPOSAL} AS stale, dismissed_users AS dismissed
     FROM golden_answers a`,
  );
  const tried = await database.query<{ id: number; at: Date }>(
    'SELECT cluster_id AS id, tried_at AS at FROM unanswered_clusters WHERE failures = 0 OR failures >= $1',
    [FAILURES_THAT_COUNT],
  );
  const standing = answers.filter(({ stale, dismissed }) => !stale && dismissed === null);
  return {
    current: new Set(standing.map(({ id }) => id)),
    dismissed: new Map(
      answers.flatMap(({ id, dismissed }) => (dismissed === null ? [] : [[id, { users: dismissed }]])),
    ),
    triedInVain: new Map(tried.map(({ id, at }) => [id, at])),
  };
}

/**
 * The clusters asked most among those without an answer that stands, at most `maxGolden`, each asked by several different
 * users. A question that is asked in several languages counts with the demand of all of them, so that one asked often in
 * English is answered for the few who ask it in Indonesian too; among equals the cluster asked more, then the older. What was
 * tried in vain comes after all else, what waits longest first. What a person dismissed is picked only when it has grown markedly.
 * @param shared by cluster id, of clusters whose question is asked in other languages too; the rest have a demand of their own.
 */
export function pickClusters(
  clusters: readonly NightCluster[],
  { current, dismissed, triedInVain }: AnswerStates,
  maxGolden: number,
  shared: ReadonlyMap<number, SharedDemand> = new Map(),
): PickedClusters {
  const open = clusters.filter(({ id, users }) => {
    const atDismissal = dismissed?.get(id);
    return atDismissal ? hasGrownMarkedly({ users }, atDismissal) : !current.has(id);
  });
  const triedAt = ({ id }: NightCluster) => triedInVain.get(id)?.getTime() ?? Number.NEGATIVE_INFINITY;
  const picked = open
    .map((cluster) => ({ cluster, demand: shared.get(cluster.id) ?? sharedDemandOf([cluster]), at: triedAt(cluster) }))
    .filter(({ demand }) => demand.users >= LEAST_USERS)
    .sort((a, b) => (a.at === b.at ? byDemand(a, b) : a.at - b.at))
    .slice(0, maxGolden)
    .map(({ cluster, demand }) => ({ cluster, demand }));
  return { picked, kept: clusters.length - open.length };
}

function byDemand(a: PickedCluster, b: PickedCluster): number {
  return (
    b.demand.asked - a.demand.asked ||
    b.demand.users - a.demand.users ||
    b.cluster.asked - a.cluster.asked ||
    b.cluster.users - a.cluster.users ||
    a.cluster.id - b.cluster.id
  );
}
