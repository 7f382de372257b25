import type { Database } from '../database/database.ts';
import { messageOf } from '../errors.ts';
import { readParallelPages } from '../knowledge/parallel-pages.ts';
import { groupSubjects } from '../mining/subjects/group-subjects.ts';
import { isSure, type MutualPair, mutualPairs } from '../mining/subjects/mutual-pairs.ts';
import { inTurns } from '../mining/turns.ts';
import type { NightCluster, NightJudge } from './cluster-phrasings.ts';
import { type SharedDemand, sharedDemandOf } from './shared-demand.ts';

/** The questions that are asked in several languages. */
export interface FoundSubjects {
  /** Each at least two clusters, no two of one language. */
  subjects: NightCluster[][];
  /** By cluster id, of the clusters that are in a subject. */
  demand: ReadonlyMap<number, SharedDemand>;
  /** Pairs that a judge was asked about. */
  judgeCalls: number;
  /** Why the judge could not be asked to the end: what it said nothing of was decided without it. */
  judgeFailure?: string;
}

/** Options of {@link findSubjects}. */
export interface SubjectOptions {
  dryRun: boolean;
  /** Asked about each pair, most demanded first, while its budget lasts. */
  judge?: NightJudge;
  signal?: AbortSignal;
}

/** Of each language so many clusters are compared, those asked most: answers are written for no more in a night. */
const MOST_CLUSTERS = 1_000;

/**
 * Finds the clusters that ask the same question in different languages, and writes down which belong together. Pairs are
 * proposed by how far they stand out ({@link mutualPairs}); a judge has the last word where there is one.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function findSubjects(
  database: Database,
  clusters: readonly NightCluster[],
  options: SubjectOptions,
): Promise<FoundSubjects> {
  const compared = mostAskedOfEach(clusters);
  const pairs = await pairsAmong(database, compared, options.signal);
  const { same, ...judged } = await judgePairs(compared, pairs, options);
  const languages = compared.map(({ language }) => language);
  const subjects = groupSubjects(languages, same).map((places) => places.map((place) => compared[place]));
  if (!options.dryRun) await store(database, subjects);
  const demand = new Map<number, SharedDemand>();
  for (const subject of subjects) {
    const shared = sharedDemandOf(subject);
    for (const { id } of subject) demand.set(id, shared);
  }
  return { subjects, demand, ...judged };
}

type SpokenNightCluster = NightCluster & { language: string };

/** The clusters whose language is known, of each language those asked most. */
function mostAskedOfEach(clusters: readonly NightCluster[]): SpokenNightCluster[] {
  const spoken = clusters.filter((cluster): cluster is SpokenNightCluster => cluster.language !== null);
  return [...Map.groupBy(spoken, ({ language }) => language).values()].flatMap((ofLanguage) =>
    ofLanguage.sort((a, b) => b.asked - a.asked || a.id - b.id).slice(0, MOST_CLUSTERS),
  );
}

async function pairsAmong(
  database: Database,
  clusters: readonly SpokenNightCluster[],
  signal?: AbortSignal,
): Promise<MutualPair[]> {
  if (new Set(clusters.map(({ language }) => language)).size < 2) return [];
  const spoken = clusters.map(({ language, phrasings }) => ({
    language,
    texts: phrasings.map(({ text }) => text),
    vectors: phrasings.map(({ vector }) => vector),
  }));
  return inTurns(mutualPairs(spoken, await readParallelPages(database)), signal);
}

/** The pairs that ask the same question: those that the judge says do, surest first, then those it said nothing of that stand out. */
async function judgePairs(
  clusters: readonly SpokenNightCluster[],
  pairs: readonly MutualPair[],
  { judge: night, signal }: SubjectOptions,
): Promise<{ same: MutualPair[] } & Pick<FoundSubjects, 'judgeCalls' | 'judgeFailure'>> {
  const verdicts = new Map<MutualPair, boolean>();
  const asked = ({ a, b }: MutualPair) => clusters[a].asked + clusters[b].asked;
  let judgeFailure: string | undefined;
  try {
    for (const pair of night ? pairs.toSorted((x, y) => asked(y) - asked(x)).slice(0, night.budget) : []) {
      const [a, b] = [clusters[pair.a].canonical, clusters[pair.b].canonical];
      verdicts.set(pair, await night!.judge.isSameAnswer(a, b, signal));
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    judgeFailure = messageOf(error);
  }
  const said = pairs.filter((pair) => verdicts.get(pair));
  const unsaid = pairs.filter((pair) => !verdicts.has(pair) && isSure(pair));
  return { same: [...said, ...unsaid], judgeCalls: verdicts.size, judgeFailure };
}

/** A subject is named by the lowest id of its clusters. */
async function store(database: Database, subjects: readonly NightCluster[][]): Promise<void> {
  const places = subjects.flatMap((subject) => {
    const name = Math.min(...subject.map(({ id }) => id));
    return subject.map(({ id }) => ({ id, name }));
  });
  await database.query(
    `UPDATE clusters c SET subject_id = place.subject
     FROM clusters old LEFT JOIN unnest($1::int[], $2::int[]) AS place (id, subject) ON place.id = old.id
     WHERE c.id = old.id AND c.subject_id IS DISTINCT FROM place.subject`,
    [places.map(({ id }) => id), places.map(({ name }) => name)],
  );
}
