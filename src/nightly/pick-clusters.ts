import type { Database } from '../database/database.ts';
import type { NightCluster } from './cluster-phrasings.ts';
import { IS_STALE } from './stale-answers.ts';

/** How many different users must have asked a question before it is answered for everybody. */
const LEAST_USERS = 3;

/** One failure may be a model that was away for an hour, and says nothing of the question; two nights in a row say more. */
const FAILURES_THAT_COUNT = 2;

/** How it stands with the answers of the clusters that earlier nights knew. */
export interface AnswerStates {
  /** Clusters whose answer stands: every chunk it rests on is still there, unchanged. */
  current: ReadonlySet<number>;
  /** When an answer was last tried in vain, by cluster. */
  triedInVain: ReadonlyMap<number, Date>;
}

/** Which of tonight's clusters are to be answered. */
export interface PickedClusters {
  picked: NightCluster[];
  /** How many need nothing, as their answer stands. */
  kept: number;
}

/** Reads how it stands with the answers. */
export async function readAnswerStates(database: Database): Promise<AnswerStates> {
  const current = await database.query<{ id: number }>(
    `SELECT a.cluster_id AS id FROM golden_answers a WHERE NOT (${IS_STALE})`,
  );
  const tried = await database.query<{ id: number; at: Date }>(
    'SELECT cluster_id AS id, tried_at AS at FROM unanswered_clusters WHERE failures = 0 OR failures >= $1',
    [FAILURES_THAT_COUNT],
  );
  return { current: new Set(current.map(({ id }) => id)), triedInVain: new Map(tried.map(({ id, at }) => [id, at])) };
}

/**
 * The clusters asked most among those without an answer that stands, at most `maxGolden`, each asked by several different
 * users; equal demand by id. What was tried in vain comes after all else, what waits longest first.
 */
export function pickClusters(
  clusters: readonly NightCluster[],
  { current, triedInVain }: AnswerStates,
  maxGolden: number,
): PickedClusters {
  const open = clusters.filter(({ id }) => !current.has(id));
  const triedAt = ({ id }: NightCluster) => triedInVain.get(id)?.getTime() ?? Number.NEGATIVE_INFINITY;
  const picked = open
    .filter(({ users }) => users >= LEAST_USERS)
    .map((cluster) => ({ cluster, at: triedAt(cluster) }))
    .sort(({ cluster: a, at: aAt }, { cluster: b, at: bAt }) =>
      aAt === bAt ? b.asked - a.asked || b.users - a.users || a.id - b.id : aAt - bAt,
    )
    .slice(0, maxGolden)
    .map(({ cluster }) => cluster);
  return { picked, kept: clusters.length - open.length };
}
