import { assess, candidatesFor, goldenOf } from '../src/matching/candidates.ts';
import { type Kinship, probabilityOfKin, type Standing, standing } from '../src/matching/kinship.ts';
import type { IndexedPhrasing } from '../src/matching/phrasing-index.ts';
import { averageLinkage } from '../src/mining/average-linkage.ts';
import type { MiniLmEmbedder } from '../src/models/minilm-embedder.ts';
import type { LabelledSet, PublicLog } from './public-sets.ts';

/** The cuts that a night mines with most, and how many questions make a cluster. */
const CUTS = [0.2, 0.24];
const LEAST = 3;

/** A question as it stands to the clusters of a log, and whether the best one's commonest label is its own. */
interface StandingQuestion {
  standing: Standing;
  right: boolean;
  weight: number;
}

type Fitted = Required<Kinship>;

const SCALE: Fitted = { temperature: 0.3, middle: 0.05, slope: 5, crowding: 0.3, stranger: 2 };
const START: Fitted = { temperature: 1.5, middle: 0.58, slope: 22, crowding: 0.5, stranger: 0 };

/**
 * Fits the kinship of unchecked clusters: mines each set's examples as a night would, asks its queries, and takes the curve that
 * makes what happened likeliest. Each family of data sets counts alike, and of a family the young logs as much as the others: what
 * is right for a log that has seen nearly all is far too sure of one that has just begun.
 * @param weights of the choice model.
 */
export async function fitKinship(
  embedder: MiniLmEmbedder,
  weights: readonly number[],
  logs: readonly PublicLog[],
): Promise<Fitted> {
  const asked: StandingQuestion[] = [];
  for (const log of logs) {
    const questions: Omit<StandingQuestion, 'weight'>[] = [];
    for (const cut of CUTS) questions.push(...(await askMined(embedder, weights, log, cut)));
    const alike = logs.filter(({ family, isYoung }) => family === log.family && isYoung === log.isYoung).length;
    const kinds = new Set(logs.map(({ family, isYoung }) => `${family} ${isYoung}`)).size;
    const weight = 1 / (questions.length * alike * kinds);
    asked.push(...questions.map((question) => ({ ...question, weight })));
  }
  return descend(START, (kinship) => surprise(asked, kinship));
}

async function askMined(
  embedder: MiniLmEmbedder,
  weights: readonly number[],
  { name, examples, queries }: LabelledSet,
  cut: number,
): Promise<Omit<StandingQuestion, 'weight'>[]> {
  const vectors: Float32Array[] = [];
  for (const { text } of examples) vectors.push(await embedder.embed(text));
  const labels = await averageLinkage(vectors, cut);
  const rowsOf = Map.groupBy(labels.keys(), (row) => labels[row]);
  const commonest = new Map<number, string>();
  const phrasings: IndexedPhrasing[] = [];
  for (const [cluster, rows] of rowsOf) {
    const isCluster = rows.length >= LEAST;
    for (const row of rows) {
      const lone = -1 - row;
      const { text } = examples[row];
      phrasings.push({ text, vector: vectors[row], language: undefined, cluster: isCluster ? cluster : lone });
    }
    if (isCluster) commonest.set(cluster, commonestOf(rows.map((row) => examples[row].label)));
  }
  const golden = goldenOf(phrasings, new Map([...commonest.keys()].map((cluster) => [cluster, String(cluster)])));
  const asked: Omit<StandingQuestion, 'weight'>[] = [];
  for (const { text, label } of queries) {
    const candidates = candidatesFor(golden, { text, vector: await embedder.embed(text) });
    const assessment = assess(golden, text, candidates, weights);
    if (!assessment || assessment.disagreement) continue;
    const right = commonest.get(assessment.best.cluster) === label;
    asked.push({ standing: standing(golden, candidates, weights, assessment.place), right });
  }
  console.error(`${name}: ${examples.length} questions, ${commonest.size} clusters at ${cut}, ${asked.length} asked`);
  return asked;
}

function commonestOf(labels: readonly string[]): string {
  const groups = [...Map.groupBy(labels, (label) => label)].sort((a, b) => b[1].length - a[1].length);
  return groups[0][0];
}

/** Mean of the negative log likelihood. */
function surprise(asked: readonly StandingQuestion[], kinship: Fitted): number {
  let sum = 0;
  for (const { standing: stands, right, weight } of asked) {
    const probability = Math.min(Math.max(probabilityOfKin(stands, kinship), 1e-4), 1 - 1e-4);
    sum -= weight * Math.log(right ? probability : 1 - probability);
  }
  return sum;
}

/** Coordinate descent with steps that shrink where none helps. */
function descend(start: Fitted, cost: (kinship: Fitted) => number): Fitted {
  let best = start;
  let least = cost(best);
  for (let step = 1; step > 1e-3; ) {
    const before = least;
    for (const key of Object.keys(SCALE) as (keyof Fitted)[]) {
      for (const sign of [1, -1]) {
        const tried = { ...best, [key]: best[key] + sign * step * SCALE[key] };
        const costs = cost(tried);
        if (costs < least) [best, least] = [tried, costs];
      }
    }
    if (least === before) step /= 2;
  }
  console.error(`kinship ${JSON.stringify(best)}, negative log likelihood ${least.toFixed(4)}`);
  return best;
}
