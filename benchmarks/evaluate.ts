/**
 * The table of how much is served and how much of it is wrong, on the public data sets in ../shared (skipped, and said so,
 * where they are absent). The same as `goldsmith evaluate match` and `goldsmith evaluate replay`, in one process.
 * `npm run bench:evaluate`; `-- match`, `-- replay` or `-- small` runs one part; `--folder DIR` keeps the data as TSV files, for the commands.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { banking77, gptCache, type Labelled, type LabelledSet, stackFaq, xsid } from '../scripts/public-sets.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { evaluateMatch } from '../src/evaluate/evaluate-match.ts';
import { evaluateReplay } from '../src/evaluate/evaluate-replay.ts';
import { LabelJudge } from '../src/evaluate/label-judge.ts';
import { onEmptyDatabase } from '../src/evaluate/on-empty-database.ts';
import { type ScoredQuestion, scoreQuestions } from '../src/evaluate/score.ts';
import { createLog } from '../src/log.ts';
import { LanguageDetector } from '../src/models/language-detector.ts';
import { MiniLmEmbedder } from '../src/models/minilm-embedder.ts';
import { parseClustering } from '../src/nightly/night-options.ts';

const SEEDS = [1, 2, 3, 4, 5];
const EVERY_CLUSTER = 1_000_000;

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

interface Replay {
  error?: number;
  seed?: number;
  maxGolden?: number;
  nights?: number;
  maxWrong?: number;
}

async function replay(name: string, options: Replay, set: LabelledSet = banking77()): Promise<void> {
  const { error, seed = 1, maxGolden = EVERY_CLUSTER, nights = 1, maxWrong = 0.01 } = options;
  terminal.note(`replay ${set.name}, ${name}, seed ${seed}`);
  const { examples, queries } = set;
  const judge =
    error === undefined ? undefined : { judge: new LabelJudge(examples, error, seed), budget: 15_000, seed };
  const clustering = parseClustering('linkage');
  const evaluation = await onEmptyDatabase(parts.log, (database) =>
    evaluateReplay({ ...parts, database }, examples, queries, {
      ...{ maxGolden, nights, clustering, rule: 'trained', maxWrong, judge },
    }),
  );
  const { clusters, purity } = evaluation.clusters;
  const { judgeCalls: calls, cut } = evaluation.nights[0];
  const asked = maxWrong === 0.01 ? '' : `, asked ${(100 * maxWrong).toFixed(1)}%`;
  add(
    `replay ${set.name}, ${name}, seed ${seed}${asked}`,
    evaluation.questions,
    `${clusters} clusters, purity ${purity.toFixed(3)}${cut ? `, cut ${cut.cut}` : ''}, ${calls} pairs judged in the first night`,
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
