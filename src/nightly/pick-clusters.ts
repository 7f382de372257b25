import { canonicalQuestion } from '../mining/canonical-question.ts';
import type { NightCluster } from './cluster-phrasings.ts';
import type { NightPhrasing } from './embed-phrasings.ts';

/** A golden answer to be written: a cluster's question in one of the languages it is asked in. */
export interface AnswerTask {
  cluster: NightCluster;
  /** Two-letter code, or null when it cannot be told. */
  language: string | null;
  /** The question, in that language. */
  canonical: NightPhrasing;
}

/** How many different users must have asked a question before it is answered for everybody. */
const LEAST_USERS = 3;

/** From how many different users a cluster's second language gets an answer of its own. */
const LEAST_USERS_OF_A_LANGUAGE = 2;

/** The clusters asked most, at most `maxGolden`, each asked by several different users; equal demand by id. */
export function pickClusters(clusters: readonly NightCluster[], maxGolden: number): NightCluster[] {
  return clusters
    .filter((cluster) => cluster.users >= LEAST_USERS)
    .sort((a, b) => b.asked - a.asked || b.users - a.users || a.id - b.id)
    .slice(0, maxGolden);
}

/** One task per language that a cluster is asked in. Phrasings too short to tell count for its main language. */
export function answerTasks(cluster: NightCluster): AnswerTask[] {
  const byLanguage = new Map<string, NightPhrasing[]>();
  for (const phrasing of cluster.phrasings) {
    if (!phrasing.language) continue;
    const known = byLanguage.get(phrasing.language) ?? [];
    byLanguage.set(phrasing.language, [...known, phrasing]);
  }
  const ranked = [...byLanguage].sort(([, a], [, b]) => demandOf(b) - demandOf(a));
  if (ranked.length === 0) return [{ cluster, language: null, canonical: cluster.canonical }];
  return ranked
    .filter(([, phrasings], i) => i === 0 || usersOf(phrasings) >= LEAST_USERS_OF_A_LANGUAGE)
    .map(([language, phrasings]) => ({ cluster, language, canonical: canonicalOf(phrasings) }));
}

function canonicalOf(phrasings: readonly NightPhrasing[]): NightPhrasing {
  return canonicalQuestion(phrasings.map((phrasing) => ({ ...phrasing, asked: Math.max(1, phrasing.asked), phrasing })))
    .phrasing;
}

function demandOf(phrasings: readonly NightPhrasing[]): number {
  return phrasings.reduce((sum, phrasing) => sum + phrasing.asked, 0);
}

function usersOf(phrasings: readonly NightPhrasing[]): number {
  return new Set(phrasings.flatMap((phrasing) => [...phrasing.users.keys()])).size;
}
