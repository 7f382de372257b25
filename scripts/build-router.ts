/**
 * Makes src/chat/routing/route-classifier.json from src/chat/routing/route-examples.tsv; run with `npm run build:router`.
 * The strength of the pull towards zero and the bar are chosen by cross-validation: each fold leaves out whole stretches of the
 * file, the same in each language, so that what is left out are trades and topics that were not seen, nor translated.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  ROUTE_NAMES,
  type RouteModel,
  routeFeatures,
  routeProbabilities,
} from '../src/chat/routing/route-classifier.ts';
import { MiniLmEmbedder } from '../src/models/minilm-embedder.ts';
import { fitSoftmax, type SoftmaxExample } from './fit-softmax.ts';

const FOLDER = new URL('../src/chat/routing/', import.meta.url);
const FOLDS = 6;
/** So many lines of a route in a language that follow each other are left out together. */
const STRETCH = 7;
const RIDGES = [4e-4, 2e-4, 1e-4];
/** The least share that must be right at the bar and above. */
const RIGHT_ABOVE_BAR = 0.98;

interface Example extends SoftmaxExample {
  fold: number;
}

/** How an example that was left out came out. */
interface LeftOut {
  confidence: number;
  isRight: boolean;
  /** Negative log likelihood of its label. */
  loss: number;
}

async function readExamples(embedder: MiniLmEmbedder): Promise<Example[]> {
  const lines = readFileSync(new URL('route-examples.tsv', FOLDER), 'utf8').trim().split('\n').slice(1);
  const places = new Map<string, number>();
  const examples: Example[] = [];
  for (const line of lines) {
    const [text, label, language] = line.split('\t');
    const place = places.get(label + language) ?? 0;
    places.set(label + language, place + 1);
    examples.push({
      features: routeFeatures(text, await embedder.embed(text)),
      label: (ROUTE_NAMES as readonly string[]).indexOf(label),
      fold: Math.floor(place / STRETCH) % FOLDS,
    });
  }
  return examples;
}

function leaveOut(examples: Example[], ridge: number): LeftOut[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const weights = fitSoftmax(
      examples.filter((example) => example.fold !== fold),
      ROUTE_NAMES.length,
      ridge,
    );
    return examples
      .filter((example) => example.fold === fold)
      .map(({ features, label }) => {
        const probabilities = routeProbabilities(weights, features);
        const confidence = Math.max(...probabilities);
        return { confidence, isRight: probabilities[label] === confidence, loss: -Math.log(probabilities[label]) };
      });
  }).flat();
}

/** The lowest confidence from which on so many of the examples left out are right. */
function barOf(outcomes: LeftOut[]): number {
  let [bar, right] = [1, 0];
  for (const [i, { confidence, isRight }] of outcomes.toSorted((a, b) => b.confidence - a.confidence).entries()) {
    if (isRight) right++;
    if (right / (i + 1) >= RIGHT_ABOVE_BAR) bar = confidence;
  }
  return bar;
}

const mean = (numbers: number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

const embedder = await MiniLmEmbedder.load();
const examples = await readExamples(embedder);
const tries = RIDGES.map((ridge) => {
  const outcomes = leaveOut(examples, ridge);
  const loss = mean(outcomes.map((outcome) => outcome.loss));
  const right = mean(outcomes.map(({ isRight }) => Number(isRight)));
  console.error(`ridge ${ridge}: right ${(100 * right).toFixed(1)}%, loss ${loss.toFixed(4)}`);
  return { ridge, outcomes, loss };
});
const best = tries.reduce((a, b) => (b.loss < a.loss ? b : a));
// Rounded up, or examples just below it would pass.
const bar = Math.ceil(barOf(best.outcomes) * 1000) / 1000;
const weights = fitSoftmax(examples, ROUTE_NAMES.length, best.ridge);
const model: RouteModel = {
  embedder: embedder.id,
  bar,
  weights: weights.map((row) => Array.from(row, (w) => Number(w.toFixed(2)))),
};
const rows = model.weights.map((row) => JSON.stringify(row)).join(',\n');
writeFileSync(
  new URL('route-classifier.json', FOLDER),
  `{\n"embedder": ${JSON.stringify(model.embedder)},\n"bar": ${bar},\n"weights": [\n${rows}\n]\n}\n`,
);
const above = best.outcomes.filter(({ confidence }) => confidence >= bar);
console.error(
  `${examples.length} examples, ridge ${best.ridge}, bar ${bar}: ${((100 * above.length) / examples.length).toFixed(1)}% reach it, ` +
    `${(100 * mean(above.map(({ isRight }) => Number(isRight)))).toFixed(1)}% of them right`,
);
for (let from = 0.3; from < 0.99; from += 0.1) {
  const band = best.outcomes.filter(({ confidence }) => confidence >= from && confidence < from + 0.1);
  if (band.length > 0)
    console.error(
      `confidence ${mean(band.map(({ confidence }) => confidence)).toFixed(2)}: right ${mean(band.map(({ isRight }) => Number(isRight))).toFixed(2)} of ${band.length}`,
    );
}
await embedder.close();
