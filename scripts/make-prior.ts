/**
 * Makes src/matching/prior.json: how questions stand to the right and the wrong answers, learned from public data sets.
 * No text of theirs is kept, only numbers. Needs ../shared/data; run with `npm run build:prior`.
 * `--without NAME` leaves a data set out and `--out FILE` writes elsewhere: so a number measured on that set rests on the others only.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { assess, CANDIDATE_FEATURES, type Candidate, candidatesFor, type Golden } from '../src/matching/candidates.ts';
import { type ChoiceExample, curvatureOf, fitChoiceModel } from '../src/matching/choice-model.ts';
import { PhrasingIndex } from '../src/matching/phrasing-index.ts';
import { WordModel } from '../src/matching/word-model.ts';
import { MiniLmEmbedder } from '../src/models/minilm-embedder.ts';
import { type LabelledSet, publicSets } from './public-sets.ts';

/** So many questions of each data set are kept. */
const PER_SET = 500;

const { values } = parseArgs({
  options: {
    without: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: new URL('../src/matching/prior.json', import.meta.url).pathname },
  },
});

interface AskedQuestion {
  text: string;
  label: string;
  candidates: Candidate[];
}

const embedder = await MiniLmEmbedder.load();

async function askSet(set: LabelledSet): Promise<{ golden: Golden; asked: AskedQuestion[]; labels: string[] }> {
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
  const golden = { index: new PhrasingIndex(phrasings), words: new WordModel(phrasings), answers };
  const asked: AskedQuestion[] = [];
  const step = Math.max(1, set.queries.length / PER_SET);
  for (let i = 0; i < set.queries.length; i += step) {
    const { text, label } = set.queries[Math.floor(i)];
    asked.push({ text, label, candidates: candidatesFor(golden, { text, vector: await embedder.embed(text) }) });
  }
  console.error(`${set.name}: ${set.examples.length} examples, ${labels.length} answers, ${asked.length} questions`);
  return { golden, asked, labels };
}

const sets = [];
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

const round = (x: number) => Number(x.toPrecision(5));
const examples = sets.flatMap(({ golden, asked }) =>
  asked.flatMap(({ text, label, candidates }) => {
    const assessment = assess(golden, text, candidates, weights);
    if (!assessment) return [];
    const right = golden.answers.get(assessment.best.cluster) === label;
    return [[...assessment.features.map(round), right ? 1 : 0]];
  }),
);
const choice = {
  weights: weights.map(round),
  curvature: curvatureOf(choiceExamples, weights).map((row) => row.map(round)),
};
writeFileSync(
  values.out,
  `{\n"choice": ${JSON.stringify(choice)},\n"examples": [\n${examples.map((row) => JSON.stringify(row)).join(',\n')}\n]\n}\n`,
);
console.error(`${examples.length} questions, choice ${choice.weights.join(' ')}`);
