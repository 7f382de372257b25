/**
 * The table of how much is served and how much of it is wrong, on the public data sets in ../shared (skipped, and said so,
 * where they are absent). The same as `goldsmith evaluate match` and `goldsmith evaluate replay`, in one process.
 * `npm run bench:evaluate`; `-- match`, `-- replay`, `-- small` or `-- young` runs one part; `--folder DIR` keeps the data as TSV files, for the commands.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawnByZipf } from '../scripts/drawn-by-zipf.ts';
import { banking77, gptCache, type Labelled, type LabelledSet, stackFaq, xsid } from '../scripts/public-sets.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { evaluateMatch } from '../src/evaluate/evaluate-match.ts';
import { evaluateReplay, type ReplayEvaluation } from '../src/evaluate/evaluate-replay.ts';
import { LabelJudge } from '../src/evaluate/label-judge.ts';
import { onEmptyDatabase } from '../src/evaluate/on-empty-database.ts';
import { type ScoredQuestion, scoreQuestions } from '../src/evaluate/score.ts';
import { createLog } from '../src/log.ts';
import { LanguageDetector } from '../src/models/language-detector.ts';
import { MiniLmEmbedder } from '../src/models/minilm-embedder.ts';
import { parseClustering } from '../src/nightly/night-options.ts';

const SEEDS = [1, 2, 3, 4, 5];
const EVERY_CLUSTER = 1_000_000;
const YOUNG_DAYS = 7;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, folder: { type: 'string' } },
});
const terminal = new Terminal(values.json);
const rows: {
  name: string;
  served_share: number;
  wrong_share: number;
  best_share_at_max_wrong: number;
  note: string;
}[] = [];
const parts = {
  embedder: remembering(await MiniLmEmbedder.load()),
  detector: new LanguageDetector(['en', 'it', 'id']),
  log: createLog('error'),
};

if (existsSync(new URL('../../shared/data/banking77', import.meta.url))) {
  if (values.folder) await keep(values.folder);
  const isWanted = (part: string) => positionals.length === 0 || positionals.includes(part);
  if (isWanted('match')) await matchAll();
  if (isWanted('replay')) await replayAll();
  if (isWanted('small')) await replaySmall();
  if (isWanted('young')) await replayYoung();
} else terminal.note('skipped: ../shared/data is not here');
terminal.result(rows, rows.map(describe).join('\n'));

async function matchAll(): Promise<void> {
  const bank = banking77();
  const sets = [bank, stackFaq(), gptCache(), xsid('id'), xsid('it'), xsid('en')];
  for (const set of sets) await match(set);
  await match(askedOf(stackFaq(), bank.queries, 'banking77'));
  await match(askedOf(bank, stackFaq().queries, 'stackfaq'));
  await match(askedOf(gptCache(), bank.queries, 'banking77'));
}

/** Queries none of which is in the index. */
function askedOf(set: LabelledSet, queries: Labelled[], name: string): LabelledSet {
  const strange = queries.map(({ text }) => ({ text, label: `not in ${set.name}` }));
  return { ...set, name: `${set.name}, asked ${name}'s questions`, queries: strange };
}

async function match({ name, examples, queries }: LabelledSet): Promise<void> {
  terminal.note(`match ${name}`);
  const { questions } = await evaluateMatch(parts, examples, queries, { rule: 'trained', maxWrong: 0.01 });
  add(`match ${name}`, questions, '');
}

async function replayAll(): Promise<void> {
  await replay('no judge', { maxWrong: 0.05 });
  await replay('no judge', { maxWrong: 0.03 });
  await replay('no judge', { maxWrong: 0.01 });
  for (const seed of SEEDS) await replay('labels:0.05', { error: 0.05, seed });
  for (const seed of SEEDS) await replay('labels:0.15', { error: 0.15, seed });
  await replay('labels:0.05, 50 golden', { error: 0.05, seed: 1, maxGolden: 50 });
  await replay('labels:0.05, 50 golden, 7 nights', { error: 0.05, seed: 1, maxGolden: 50, nights: 7 });
}

/** Smaller logs without a judge, at what is allowed then. */
async function replaySmall(): Promise<void> {
  const { examples, queries } = banking77();
  const third = { name: 'a third of banking77', family: '', examples: examples.filter((_, i) => i % 3 === 0), queries };
  const faq = stackFaq().queries;
  const rephrasings = {
    name: "stackfaq's rephrasings",
    family: '',
    examples: faq.filter((_, i) => i % 10 < 7),
    queries: faq.filter((_, i) => i % 10 >= 7),
  };
  for (const set of [third, rephrasings, xsid('en'), xsid('it'), xsid('id')]) {
    await replay('no judge', { maxWrong: 0.05 }, set);
  }
}

/** Questions of a set as a new bot hears them over a week: after each day a night, of which the next day's are asked. */
async function replayYoung(): Promise<void> {
  const { examples, queries } = banking77();
  const bank = { name: 'banking77', family: '', examples: [...examples, ...queries], queries: [] };
  for (const size of [300, 1000, 3000]) await replayWeek(bank, size);
  for (const language of ['en', 'it', 'id'] as const) {
    const set = xsid(language);
    await replayWeek({ ...set, examples: [...set.examples, ...set.queries] }, 800);
  }
  await replayWeek({ ...stackFaq(), examples: stackFaq().queries }, 1000);
}

async function replayWeek(set: LabelledSet, size: number): Promise<void> {
  // Another draw than those that the prior is fitted on.
  const drawn = drawnByZipf(set.examples, size, 7);
  const startOf = (day: number) => Math.round((day * drawn.length) / YOUNG_DAYS);
  for (const options of [{ maxWrong: 0.05 }, { error: 0.05, maxWrong: 0.01 }]) {
    const questions: ScoredQuestion[] = [];
    const days: string[] = [];
    for (let day = 1; day < YOUNG_DAYS; day++) {
      const log = {
        ...set,
        examples: drawn.slice(0, startOf(day)),
        queries: drawn.slice(startOf(day), startOf(day + 1)),
      };
      const { report, ...asked } = await evaluateNights(log, options);
      const { served_share, wrong_share } = scoreQuestions(asked.questions, 0.01);
      const percents = [report.expectedServedShare, served_share, wrong_share].map((share) => (100 * share).toFixed(0));
      days.push(`${percents[0]}: ${percents[1]}, ${percents[2]}`);
      questions.push(...asked.questions);
    }
    const judge = options.error ? `labels:${options.error}` : 'no judge';
    add(`a week of ${set.name}, ${size} questions, ${judge}`, questions, `expected: served, wrong: ${days.join('; ')}`);
  }
}

interface Replay {
  error?: number;
  seed?: number;
  maxGolden?: number;
  nights?: number;
  maxWrong?: number;
}

async function replay(name: string, options: Replay, set: LabelledSet = banking77()): Promise<void> {
  const { seed = 1, maxWrong = 0.01 } = options;
  terminal.note(`replay ${set.name}, ${name}, seed ${seed}`);
  const evaluation = await evaluateNights(set, options);
  const { clusters, purity } = evaluation.clusters;
  const { judgeCalls: calls, cut } = evaluation.nights[0];
  const asked = maxWrong === 0.01 ? '' : `, asked ${(100 * maxWrong).toFixed(1)}%`;
  add(
    `replay ${set.name}, ${name}, seed ${seed}${asked}`,
    evaluation.questions,
    `${clusters} clusters, purity ${purity.toFixed(3)}${cut ? `, cut ${cut.cut}` : ''}, ${calls} pairs judged in the first night`,
  );
}

async function evaluateNights({ examples, queries }: LabelledSet, options: Replay): Promise<ReplayEvaluation> {
  const { error, seed = 1, maxGolden = EVERY_CLUSTER, nights = 1, maxWrong = 0.01 } = options;
  const judge =
    error === undefined ? undefined : { judge: new LabelJudge(examples, error, seed), budget: 15_000, seed };
  const clustering = parseClustering('linkage');
  return onEmptyDatabase(parts.log, (database) =>
    evaluateReplay({ ...parts, database }, examples, queries, {
      ...{ maxGolden, nights, clustering, rule: 'trained', maxWrong, judge },
    }),
  );
}

function add(name: string, questions: readonly ScoredQuestion[], note: string): void {
  rows.push({ name, ...scoreQuestions(questions, 0.01), note });
  terminal.note(describe(rows[rows.length - 1]));
}

function describe({ name, served_share, wrong_share, best_share_at_max_wrong, note }: (typeof rows)[number]): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)}%`;
  return `| ${name} | ${percent(served_share)} | ${percent(wrong_share)} | ${percent(best_share_at_max_wrong)} | ${note} |`;
}

/** Embeds each text once: the replays ask the same questions again and again. */
function remembering(embedder: MiniLmEmbedder): MiniLmEmbedder {
  const known = new Map<string, Float32Array>();
  const embed = embedder.embed.bind(embedder);
  embedder.embed = async (text, signal) => {
    const vector = known.get(text) ?? (await embed(text, signal));
    known.set(text, vector);
    return vector;
  };
  return embedder;
}

async function keep(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const set of [banking77(), stackFaq(), gptCache(), xsid('id'), xsid('it'), xsid('en')]) {
    for (const part of ['examples', 'queries'] as const) {
      const lines = set[part].map(({ text, label }) => `${text.replace(/\s+/g, ' ')}\t${label}`);
      await writeFile(join(folder, `${set.name.replace(' ', '-')}-${part}.tsv`), `text\tlabel\n${lines.join('\n')}\n`);
    }
  }
}
