/**
 * Makes src/matching/prior.json: how questions stand to the right and the wrong answers, learned from public data sets.
 * No text of theirs is kept, only numbers. Needs ../shared/data; run with `npm run build:prior`.
 * `--without NAME` leaves a data set out and `--out FILE` writes elsewhere: so a number measured on that set rests on the others only.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  type AnswerKeys,
  assess,
  CANDIDATE_FEATURES,
  type Candidate,
  candidatesFor,
  type Golden,
  goldenOf,
} from '../src/matching/candidates.ts';
import { type ChoiceExample, curvatureOf, fitChoiceModel } from '../src/matching/choice-model.ts';
import type { IndexedPhrasing } from '../src/matching/phrasing-index.ts';
import { MiniLmEmbedder } from '../src/models/minilm-embedder.ts';
import { fitKinship } from './fit-kinship.ts';
import { type LabelledSet, publicLogs, publicSets } from './public-sets.ts';

/** So many questions of each data set are kept. */
const PER_SET = 500;

/** And so many asked of an index of few answers that does not hold theirs. */
const STRANGERS_PER_SET = 16;

const { values } = parseArgs({
  options: {
    without: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: new URL('../src/matching/prior.json', import.meta.url).pathname },
  },
});

interface AskedSet {
  golden: Golden;
  phrasings: IndexedPhrasing[];
  asked: AskedQuestion[];
}

interface AskedQuestion {
  text: string;
  /** Unit length. */
  vector: Float32Array;
  label: string;
  candidates: Candidate[];
}

const embedder = await MiniLmEmbedder.load();

async function askSet(set: LabelledSet): Promise<AskedSet> {
  const labels = [...new Set(set.examples.map(({ label }) => label))];
  const numbers = new Map(labels.map((label, i) => [label, i]));
  const phrasings = [];
  for (const { text, label } of set.examples)
    phrasings.push({
      text,
      cluster: numbers.get(label) as number,
      language: undefined,
      vector: await embedder.embed(text),
    });
  const answers = new Map(labels.map((label, i) => [i, label]));
  const golden = goldenOf(phrasings, answers);
  const asked: AskedQuestion[] = [];
  const step = Math.max(1, set.queries.length / PER_SET);
  for (let i = 0; i < set.queries.length; i += step) {
    const { text, label } = set.queries[Math.floor(i)];
    const vector = await embedder.embed(text);
    asked.push({ text, label, vector, candidates: candidatesFor(golden, { text, vector }) });
  }
  console.error(`${set.name}: ${set.examples.length} examples, ${labels.length} answers, ${asked.length} questions`);
  return { golden, phrasings, asked };
}

const sets: AskedSet[] = [];
for (const set of publicSets()) if (!values.without.includes(set.family)) sets.push(await askSet(set));

const choiceExamples: ChoiceExample[] = sets.flatMap(({ golden, asked }) =>
  asked.map(({ label, candidates }) => ({
    candidates: candidates.map(({ features }) => features),
    right: candidates.map(({ match }) => golden.answers.get(match.cluster) === label),
    weight: 1,
  })),
);
const zeros = new Array<number>(CANDIDATE_FEATURES).fill(0);
const weak = { weights: zeros, curvature: zeros.map((_, i) => zeros.map((_, j) => (i === j ? 0.01 : 0))) };
const weights = fitChoiceModel(choiceExamples, weak, 1);

/** How questions stand to an index of one to four answers that has nothing to do with them. */
function strangers(): number[][] {
  return sets
    .flatMap(({ golden: whole, phrasings, asked }) =>
      Array.from({ length: STRANGERS_PER_SET }, (_, i) => {
        const first = (i * 7) % (whole.answers.size - 5);
        const few = phrasings.filter(({ cluster }) => cluster >= first && cluster <= first + (i % 4));
        const answers: AnswerKeys = new Map(few.map(({ cluster }) => [cluster, String(cluster)]));
        const golden = goldenOf(few, answers);
        const { text, vector, label } = asked[(i * 11) % asked.length];
        const isStranger = !few.some(({ cluster }) => whole.answers.get(cluster) === label);
        const assessment = isStranger
          ? assess(golden, text, candidatesFor(golden, { text, vector }), weights)
          : undefined;
        return assessment?.features ?? [];
      }),
    )
    .filter((features) => features.length > 0);
}

const round = (x: number) => Number(x.toPrecision(5));
const examples = sets.flatMap(({ golden, asked }) =>
  asked.flatMap(({ text, label, candidates }) => {
    const assessment = assess(golden, text, candidates, weights);
    if (!assessment) return [];
    const right = golden.answers.get(assessment.best.cluster) === label;
    return [[...assessment.features.map(round), right ? 1 : 0]];
  }),
);
examples.push(...strangers().map((features) => [...features.map(round), 0]));

const choice = {
  weights: weights.map(round),
  curvature: curvatureOf(choiceExamples, weights).map((row) => row.map(round)),
};
const logs = publicLogs().filter(({ family }) => !values.without.includes(family));
const fitted = await fitKinship(embedder, choice.weights, logs);
const kinship = Object.fromEntries(Object.entries(fitted).map(([name, value]) => [name, round(value)]));
writeFileSync(
  values.out,
  `{\n"choice": ${JSON.stringify(choice)},\n"kinship": ${JSON.stringify(kinship)},\n"examples": [\n${examples.map((row) => JSON.stringify(row)).join(',\n')}\n]\n}\n`,
);
console.error(`${examples.length} questions, choice ${choice.weights.join(' ')}`);
