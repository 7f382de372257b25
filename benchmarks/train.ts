/**
 * How long training the matcher takes, in a thread of its own as a night trains: 10,000 questions in 77 clusters, and in 1,000;
 * as after a judge, and without one. `npm run bench:train`; `--json` prints one object.
 *
 * 77 clusters are Banking77's training questions and their labels (skipped, and said so, without ../shared). 1,000 clusters are
 * blends of questions: each cluster's centre is one of two, each phrasing one of the centre and a third.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { banking77 } from '../scripts/public-sets.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { BUNDLED_PRIOR } from '../src/matching/prior.ts';
import type { TrainingPhrasing, TrainingSet } from '../src/matching/training-set.ts';
import { SeededRandom } from '../src/mining/judging/seeded-random.ts';
import { trainInWorker } from '../src/nightly/train-in-worker.ts';
import { blend, type Question } from './blend.ts';
import { vectorsOf } from './clustering-vectors.ts';

const QUESTIONS = 10_000;
const CLUSTERS = 1_000;

/** Without a judge one question in so many is in no cluster, and asked as well. */
const LONE = 10;

interface Row {
  clusters: number;
  how: string;
  seconds: number;
  with_yesterdays_seconds: number;
  /** Of all threads, in the first training: what an idle machine would have taken. */
  processor_seconds: number;
  bar: number | null;
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const terminal = new Terminal(values.json);
const rows: Row[] = [];
if (existsSync(new URL('../../shared/data/banking77', import.meta.url))) {
  const { examples } = banking77();
  const vectors = await vectorsOf(
    examples.map(({ text }) => text),
    (text) => terminal.note(text),
  );
  const labels = [...new Set(examples.map(({ label }) => label))];
  const questions = examples.map(({ text, label }, i) => ({
    text,
    vector: vectors[i],
    cluster: labels.indexOf(label),
  }));
  await measure(questions.slice(0, QUESTIONS));
  await measure(blends(questions));
} else terminal.note('skipped: ../shared/data is not here');
terminal.result(rows, rows.map(describe).join('\n'));

interface ClusteredQuestion extends Question {
  cluster: number;
}

function blends(seeds: readonly Question[]): ClusteredQuestion[] {
  const random = new SeededRandom(1);
  const centres = Array.from({ length: CLUSTERS }, () =>
    blend(random, random.choose(seeds), random.choose(seeds), 0.5),
  );
  return Array.from({ length: QUESTIONS }, (_, i) => ({
    ...blend(random, centres[i % CLUSTERS], random.choose(seeds), 0.25),
    cluster: i % CLUSTERS,
  }));
}

async function measure(questions: readonly ClusteredQuestion[]): Promise<void> {
  const phrasings = questions.map((question): TrainingPhrasing => ({ ...question, language: 'en' }));
  const clusters = [...new Set(questions.map(({ cluster }) => cluster))];
  const answers = new Map(clusters.map((cluster) => [cluster, `answer ${cluster}`]));
  const common = { answers, maxWrong: 0.01, prior: BUNDLED_PRIOR };
  const weighted = phrasings.map((phrasing, i) => ({ ...phrasing, weight: 1 + (i % 3) }));
  await time('with a judge', { ...common, phrasings: weighted, outliers: [], newShare: 0.03 });
  const outliers = phrasings.filter((_, i) => i % LONE === 0).map((question, i) => ({ ...question, cluster: -1 - i }));
  const clustered = phrasings.filter((_, i) => i % LONE > 0);
  await time('without', { ...common, phrasings: clustered, outliers, newShare: 0, unchecked: true });
}

/** Alone, and with yesterday's matcher tried on the same questions, as every night but the first does. */
async function time(how: string, set: TrainingSet): Promise<void> {
  const clusters = set.answers.size;
  terminal.note(`training on ${QUESTIONS} questions in ${clusters} clusters, ${how}`);
  const before = process.cpuUsage();
  const start = performance.now();
  const { trained } = await trainInWorker(set, undefined);
  const middle = performance.now();
  const { user, system } = process.cpuUsage(before);
  await trainInWorker(set, trained.parameters);
  rows.push({
    ...{ clusters, how, bar: trained.parameters.bar },
    seconds: (middle - start) / 1000,
    with_yesterdays_seconds: (performance.now() - middle) / 1000,
    processor_seconds: (user + system) / 1e6,
  });
}

function describe({ clusters, how, seconds, with_yesterdays_seconds, processor_seconds, bar }: Row): string {
  const times = `${seconds.toFixed(1)} s (${processor_seconds.toFixed(1)} s of processor)`;
  const yesterdays = `${with_yesterdays_seconds.toFixed(1)} s with yesterday's matcher`;
  return `${clusters} clusters, ${how}: ${times}, ${yesterdays}; bar ${bar?.toFixed(3) ?? 'none'}`;
}
