/**
 * How long the matcher takes to decide, embedding left out: 1,000 golden answers with 50,000 phrasings, and 10,000 with
 * 500,000. `npm run bench:decide`; `--json` prints one object.
 *
 * Phrasings are made from real questions (the bundled example's log): each cluster has one of them as its centre, each
 * phrasing blends the centre's vector with that of another question and drops or borrows some of its words.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Terminal } from '../src/cli/terminal.ts';
import { Matcher, type MatcherParameters } from '../src/matching/matcher.ts';
import type { IndexedPhrasing } from '../src/matching/phrasing-index.ts';
import { BUNDLED_PRIOR } from '../src/matching/prior.ts';
import { SeededRandom } from '../src/mining/judging/seeded-random.ts';
import { MiniLmEmbedder } from '../src/models/minilm-embedder.ts';
import { blend, type Question } from './blend.ts';

const LOG = new URL('../examples/bali/conversations.jsonl', import.meta.url);
const SIZES = [
  { answers: 1_000, phrasings: 50_000 },
  { answers: 10_000, phrasings: 500_000 },
];
const QUESTIONS = 2_000;
const random = new SeededRandom(1);

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const terminal = new Terminal(values.json);
const seeds = await realQuestions();
const results = SIZES.map(measure);
terminal.result(
  results,
  results
    .map(
      ({ answers, phrasings, p50_ms, p99_ms, megabytes }) =>
        `${answers} answers, ${phrasings} phrasings: median ${p50_ms.toFixed(3)} ms, p99 ${p99_ms.toFixed(3)} ms, ${megabytes} MB`,
    )
    .join('\n'),
);

async function realQuestions(): Promise<Question[]> {
  const lines = (await readFile(LOG, 'utf8')).trim().split('\n');
  const texts = new Set(lines.flatMap((line) => JSON.parse(line).messages.map((m: { content: string }) => m.content)));
  const embedder = await MiniLmEmbedder.load();
  const questions: Question[] = [];
  for (const text of texts) questions.push({ text: String(text), vector: await embedder.embed(String(text)) });
  await embedder.close();
  return questions;
}

function measure({ answers, phrasings }: (typeof SIZES)[number]) {
  terminal.note(`making ${phrasings} phrasings`);
  const centres = Array.from({ length: answers }, () => blend(random, random.choose(seeds), random.choose(seeds), 0.5));
  const index: IndexedPhrasing[] = Array.from({ length: phrasings }, (_, i) => ({
    ...blend(random, centres[i % answers], random.choose(seeds), 0.25),
    cluster: i % answers,
    language: undefined,
  }));
  const before = process.memoryUsage().rss;
  const keys = new Map(centres.map((_, cluster) => [cluster, `answer ${cluster}`]));
  const weights = [0, 1, 0, 1, 0, 0, 0, 0, 0];
  const parameters: MatcherParameters = {
    rule: 'trained',
    choice: BUNDLED_PRIOR.choice.weights,
    model: { weights },
    bar: 0.9,
  };
  const matcher = new Matcher(index, keys, parameters);
  const megabytes = Math.round((process.memoryUsage().rss - before) / 2 ** 20);
  const times: number[] = [];
  for (let i = 0; i < QUESTIONS; i++) {
    const question = blend(random, random.choose(centres), random.choose(seeds), 0.3);
    const start = performance.now();
    matcher.decide(question);
    // The first questions are slower: the code is compiled while they are decided.
    if (i >= QUESTIONS / 10) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const quantile = (q: number) => times[Math.floor(q * times.length)];
  return { answers, phrasings, p50_ms: quantile(0.5), p99_ms: quantile(0.99), megabytes };
}
