import type { Database } from '../database/database.ts';
import { BUNDLED_PRIOR } from '../matching/prior.ts';
import { averageLinkage, linkageTree } from '../mining/average-linkage.ts';
import { dbscan } from '../mining/dbscan.ts';
import { type ChosenCut, CUTS, chooseCut } from './choose-cut.ts';
import type { NightPhrasing } from './embed-phrasings.ts';
import { LEAST_ASKED } from './least-asked.ts';
import type { Clustering } from './night-options.ts';
import { heardIn, isQuietBesideMatcher } from './quiet-window.ts';

/** Labels as they were mined, before anybody has looked at them. */
export interface MinedLabels {
  /** A label per phrasing, negative for none. */
  labels: Int32Array;
  /** Where merging stopped, if it was to be chosen, and how it was chosen. */
  cut?: ChosenCut;
}

/** Labels the phrasings by the clustering asked for; of average linkage the cut is chosen from the log unless it is given, or the window is quiet. */
export async function labelPhrasings(
  database: Database,
  phrasings: readonly NightPhrasing[],
  clustering: Clustering,
  maxWrong: number,
  signal?: AbortSignal,
): Promise<MinedLabels> {
  const vectors = phrasings.map((phrasing) => phrasing.vector);
  if (clustering.method === 'dbscan') {
    return { labels: await dbscan(vectors, clustering.epsilon, LEAST_ASKED, signal) };
  }
  if (clustering.cut !== undefined) return { labels: await averageLinkage(vectors, clustering.cut, signal) };
  const tree = await linkageTree(vectors, Math.max(...CUTS), signal);
  const previous = await previousCut(database);
  if (previous !== undefined && (await isQuietBesideMatcher(database, heardIn(phrasings))))
    return { labels: tree.labelsAt(previous) };
  const cut = await chooseCut(phrasings, tree, {
    previous,
    least: LEAST_ASKED,
    maxWrong,
    prior: BUNDLED_PRIOR,
    signal,
  });
  return { labels: tree.labelsAt(cut.cut), cut };
}

/** The cut of the last night that chose one. */
async function previousCut(database: Database): Promise<number | undefined> {
  const [row] = await database.query<{ cut: number }>(
    'SELECT cut FROM nightly_worker_runs WHERE cut IS NOT NULL ORDER BY id DESC LIMIT 1',
  );
  return row?.cut;
}
