import type { NightCluster } from './cluster-phrasings.ts';

/** How many different users must have asked a question before it is answered for everybody. */
const LEAST_USERS = 3;

/** The clusters asked most, at most `maxGolden`, each asked by several different users; equal demand by id. */
export function pickClusters(clusters: readonly NightCluster[], maxGolden: number): NightCluster[] {
  return clusters
    .filter((cluster) => cluster.users >= LEAST_USERS)
    .sort((a, b) => b.asked - a.asked || b.users - a.users || a.id - b.id)
    .slice(0, maxGolden);
}
