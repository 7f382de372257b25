import type { NightCluster } from './cluster-phrasings.ts';

/** How much a question is asked over all languages it is asked in. */
export interface SharedDemand {
  /** Two-letter codes in alphabetical order; empty when the language cannot be told. */
  languages: string[];
  /** In the window: how often it was asked, and by how many different users. */
  asked: number;
  users: number;
}

/** The demand of clusters that ask one question. Somebody who asks in two languages is one user. */
export function sharedDemandOf(clusters: readonly NightCluster[]): SharedDemand {
  const languages = new Set(clusters.flatMap(({ language }) => language ?? []));
  const asked = clusters.reduce((sum, cluster) => sum + cluster.asked, 0);
  if (clusters.length === 1) return { languages: [...languages], asked, users: clusters[0].users };
  const phrasings = clusters.flatMap((cluster) => cluster.phrasings);
  const users = new Set(phrasings.flatMap((phrasing) => [...phrasing.users.keys()]));
  return { languages: [...languages].sort(), asked, users: users.size };
}
