import { assess, candidatesFor, goldenOf } from '../src/matching/candidates.ts';
import { type Kinship, probabilityOfKin, type Standing, standing } from '../src/matching/kinship.ts';
import type { IndexedPhrasing } from '../src/matching/phrasing-index.ts';
import { averageLinkage } from '../src/mining/average-linkage.ts';
import type { MiniLmEmbedder } from '../src/models/minilm-embedder.ts';
import type { LabelledSet } from './public-sets.ts';

/** The cut that a night mines with, and how many questions make a cluster. */
const CUT = 0.2;
const LEAST = 3;

/** A question as it stands to the clusters of a log, and whether the best one's commonest label is its own. */
interface StandingQuestion {
  standing: Standing;
  right: boolean;
  weight: number;
}

const SCALE: Record<keyof Kinship, number> = { temperature: 0.3, middle: 0.05, slope: 5, crowding: 0.3 };
const START: Kinship = { temperature: 1.5, middle: 0.58, slope: 22, crowding: 0.5 };

/**
 * Fits the kinship of unchecked clusters: mines each set's examples as a night would, asks its queries, and takes the curve that
 * makes what happened likeliest. Each family of data sets counts alike.
 * @param weights of the choice model.
 */
export async function fitKinship(
  embedder: MiniLmEmbedder,
  weights: readonly number[],
  logs: readonly LabelledSet[],
): Promise<Kinship> {
  const asked: StandingQuestion[] = [];
  for (const log of logs) {
    const questions = await askMined(embedder, weights, log);
    const ofFamily = logs.filter(({ family }) => family === log.family).length;
    const families = new Set(logs.map(({ family }) => family)).size;
    const weight = 1 / (questions.length * ofFamily * families);
    asked.push(...questions.map((question) => ({ ...question, weight })));
  }
  return descend(START, (kinship) => surprise(asked, kinship));
}

async function askMined(
  embedder: MiniLmEmbedder,
  weights: readonly number[],
  { name, examples, queries }: LabelledSet,
): Promise<Omit<StandingQuestion, 'weight'>[]> {
  const vectors: Float32Array[] = [];
  for (const { text } of examples) vectors.push(await embedder.embed(text));
  const labels = await averageLinkage(vectors, CUT);
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
  console.error(`${name}: ${examples.length} questions, ${commonest.size} clusters, ${asked.length} asked`);
  return asked;
}

function commonestOf(labels: readonly string[]): string {
  const groups = [...Map.groupBy(labels, (label) => label)].sort((a, b) => b[1].length - a[1].length);
  return groups[0][0];
}

/** Mean of the negative log likelihood. */
function surprise(asked: readonly StandingQuestion[], kinship: Kinship): number {
  let sum = 0;
  for (const { standing: stands, right, weight } of asked) {
    const probability = Math.min(Math.max(probabilityOfKin(stands, kinship), 1e-4), 1 - 1e-4);
    sum -= weight * Math.log(right ? probability : 1 - probability);
  }
  return sum;
}

/** Coordinate descent with steps that shrink where none helps. */
function descend(start: Kinship, cost: (kinship: Kinship) => number): Kinship {
  let best = start;
  let least = cost(best);
  for (let step = 1; step > 1e-3; ) {
    const before = least;
    for (const key of Object.keys(SCALE) as (keyof Kinship)[]) {
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
