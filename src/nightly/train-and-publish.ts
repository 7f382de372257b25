import type { Database } from '../database/database.ts';
import { copyCounterExamples, embedCounterExamples, loadCounterExamples } from '../golden/counter-examples.ts';
import type { GoldenAnswer } from '../golden/golden-answer.ts';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import { answerKeys } from '../golden/golden-index.ts';
import { loneCluster } from '../golden/lone-questions.ts';
import { activeMatcher } from '../golden/matcher-store.ts';
import { BUNDLED_PRIOR } from '../matching/prior.ts';
import type { TrainingPhrasing, TrainingReport, TrainingSet } from '../matching/training-set.ts';
import { dot } from '../matching/vectors.ts';
import type { Embedder } from '../models/embedder.ts';
import type { MinedClusters } from './cluster-phrasings.ts';
import type { NightPhrasing } from './embed-phrasings.ts';
import { heardIn, isQuiet } from './quiet-window.ts';
import { trainInWorker } from './train-in-worker.ts';

/**
 * So many lone questions are rivals of the clusters at most, the most asked first: each costs a comparison with every
 * question, and those asked once in a long log are not likely to come again.
 */
const MOST_LONE = 20_000;

/** What training came to. */
export interface TrainedMatcher {
  /** Undefined where there was nothing to train on, tonight and before. */
  report: TrainingReport | undefined;
  /** False when yesterday's matcher does no worse and stays. */
  replaced: boolean;
  /** How many different wordings the window held, where those are too few to set a bar by and yesterday's matcher stays. */
  heardTooFew?: number;
}

/** What training and publishing need. */
export interface PublishParts {
  database: Database;
  golden: GoldenAnswerService;
  embedder: Embedder;
  maxWrong: number;
}

/**
 * Trains the matcher on the clusters, and publishes mapping and matcher in one transaction: from then on the night serves.
 * Yesterday's matcher stays if on today's questions it serves as much and is wrong no more often than allowed; and where the window is
 * quiet (`quiet-window.ts`), or empty: the phrasings of the clusters alone are no traffic to set a bar by.
 */
export async function trainAndPublish(
  parts: PublishParts,
  mined: MinedClusters,
  signal?: AbortSignal,
): Promise<TrainedMatcher> {
  const current = await activeMatcher(parts.database);
  const mapping = mined.clusters.flatMap(mappingOf);
  const heard = heardIn([...mined.clusters.flatMap(({ phrasings }) => phrasings), ...mined.outliers]);
  if (heard === 0) {
    await parts.golden.publish({ mapping }, signal);
    return { report: current?.report, replaced: false };
  }
  const set = await trainingSet(parts, mined);
  const comparable =
    current?.embeddingModel === parts.embedder.id &&
    Array.isArray(current.parameters.choice) &&
    // What was counted and what was reckoned cannot be compared.
    (current.parameters.kinship === undefined) === (mined.judged !== undefined) &&
    current.report.maxWrong === parts.maxWrong
      ? current
      : undefined;
  if (comparable && isQuiet(heard, comparable.report.heard)) {
    const lone = mined.judged ? [] : await withLoneOfBefore(parts.database, set.outliers, mapping);
    await parts.golden.publish({ mapping, lone }, signal);
    return { report: comparable.report, replaced: false, heardTooFew: heard };
  }
  const { trained, expected } = await trainInWorker(set, comparable?.parameters, signal);
  const keep =
    comparable &&
    expected &&
    expected.expectedWrongShare <= parts.maxWrong &&
    expected.expectedServedShare >= trained.report.expectedServedShare;
  const report = { ...trained.report, heard };
  const matcher = keep ? undefined : { embeddingModel: parts.embedder.id, ...trained, report };
  const replaced = await parts.golden.publish(
    {
      mapping,
      // Of those that a judge has looked at, most lie between clusters, and would cost right answers (measured on Banking77).
      lone: mined.judged ? [] : set.outliers.map(({ id }) => id),
      matcher,
    },
    signal,
  );
  return { report: keep ? { ...comparable.report, ...expected } : report, replaced };
}

/** The window's lone questions, and those of the windows before that are still alone: a quiet week does not say that nobody asks them. */
async function withLoneOfBefore(
  database: Database,
  outliers: readonly { id: number }[],
  mapping: readonly { phrasingId: number }[],
): Promise<number[]> {
  const before = await database.query<{ id: number }>('SELECT phrasing_id::int AS id FROM lone_questions');
  const clustered = new Set(mapping.map(({ phrasingId }) => phrasingId));
  const ids = new Set([...outliers, ...before].map(({ id }) => id).filter((id) => !clustered.has(id)));
  return [...ids].slice(0, MOST_LONE);
}

/** What a night trains on; its outliers are known to the database. */
interface NightTrainingSet extends TrainingSet {
  outliers: (TrainingPhrasing & { id: number })[];
}

async function trainingSet(
  { database, embedder, maxWrong }: PublishParts,
  mined: MinedClusters,
): Promise<NightTrainingSet> {
  const { clusters, outliers, judged } = mined;
  const answers = await database.query<GoldenAnswer>(
    `SELECT cluster_id AS "clusterId", language, answer FROM golden_answers WHERE status <> 'dismissed' ORDER BY id`,
  );
  await copyCounterExamples(database, mined.changes.merged);
  // After a change of the embedder they would count for nothing.
  await embedCounterExamples(database, embedder);
  const counterExamples = await loadCounterExamples(database, embedder.id);
  const weightOf = (phrasing: NightPhrasing) => judged?.weights.get(phrasing) ?? 1;
  const phrasings = clusters.flatMap(({ id, language, phrasings: members }) =>
    members.map((member) => ({
      text: member.text,
      vector: member.vector,
      language: language ?? undefined,
      cluster: id,
      weight: weightOf(member),
    })),
  );
  return {
    phrasings,
    outliers: outliers
      .filter((outlier): outlier is NightPhrasing & { id: number } => outlier.id !== undefined)
      .sort((a, b) => b.asked - a.asked)
      .slice(0, judged ? undefined : MOST_LONE)
      .map((outlier) => ({ ...outlier, cluster: loneCluster(outlier.id), weight: weightOf(outlier) })),
    counterExamples,
    answers: answerKeys(answers),
    // What is new lies among the outliers, and they are counted themselves.
    newShare: 0,
    maxWrong,
    prior: BUNDLED_PRIOR,
    unchecked: !judged,
  };
}

function mappingOf({ id, canonical, phrasings }: MinedClusters['clusters'][number]) {
  return phrasings
    .filter((phrasing): phrasing is NightPhrasing & { id: number } => phrasing.id !== undefined)
    .map((phrasing) => ({
      phrasingId: phrasing.id,
      clusterId: id,
      text: phrasing.text,
      // Rounding may carry a vector's product with itself a hair over 1.
      similarity: Math.min(1, dot(phrasing.vector, canonical.vector)),
      users: phrasing.users,
    }));
}
