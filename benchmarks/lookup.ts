/**
 * One night over a real log, then the times of lookups on its result: exact hits, near hits (embedding included), and the
 * embedding alone, in one run. `npm run bench:lookup`; `--json` prints one object.
 *
 * The log is Banking77's 10,003 training questions (CC-BY-4.0), read from ../shared; where that is absent, the bundled
 * example. New wordings come from Banking77's test part (or the demo's questions), which no night has seen.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type App, createApp } from '../src/app.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { loadConfig } from '../src/config.ts';
import { importConversations } from '../src/conversations/import-conversations.ts';
import { migrate } from '../src/database/migrate.ts';
import { createLog } from '../src/log.ts';
import { parseClustering } from '../src/nightly/night-options.ts';
import { describeNight, type NightReport } from '../src/nightly/night-report.ts';

/** What a night is made from, and the questions asked of it. */
interface Workload {
  name: string;
  log: string;
  knowledge: string;
  until: Date;
  newWordings: string[];
}

const BANKING = fileURLToPath(new URL('../../shared/data/banking77/', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../examples/bali/', import.meta.url));

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const terminal = new Terminal(values.json);
  const folder = await mkdtemp(join(tmpdir(), 'goldsmith-bench-'));
  const app = await createApp(loadConfig({ GOLDSMITH_DATA: join(folder, 'data') }), createLog('error'));
  try {
    const workload = existsSync(BANKING) ? await banking(folder) : await example();
    terminal.note(`log: ${workload.name}`);
    const night = await runNight(app, workload, terminal);
    await app.golden.refresh();
    const times = await measure(app, workload);
    terminal.result({ log: workload.name, night: summaryOf(night), ...times }, describe(times));
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function banking(folder: string): Promise<Workload> {
  const rows = await readTsv(join(BANKING, 'train.tsv'));
  const log = join(folder, 'log.csv');
  const lines = rows.map(([text], i) => `user-${i},"${text.replaceAll('"', '""')}",2026-10-0${1 + (i % 7)}T12:00:00Z`);
  await writeFile(log, ['user_id,question,created_at', ...lines].join('\n'));
  const knowledge = await knowledgeOf(rows, join(folder, 'knowledge'));
  const newWordings = (await readTsv(join(BANKING, 'test.tsv'))).map(([text]) => text);
  return { name: 'Banking77, 10,003 questions', log, knowledge, until: new Date('2026-10-08T00:00:00Z'), newWordings };
}

/** Banking77 has no answers: one page per intent that names what it is about, so that the night has something to quote. */
async function knowledgeOf(rows: string[][], folder: string): Promise<string> {
  const intents = Map.groupBy(rows, ([, intent]) => intent);
  await mkdir(folder);
  for (const [intent, questions] of intents) {
    const subject = intent.replaceAll('_', ' ');
    const asked = questions.slice(0, 5).map(([text]) => `${subject}: ${text}`);
    await writeFile(join(folder, `${intent.replaceAll(/\W/g, '-')}.md`), `# ${subject}\n\n${asked.join('\n\n')}\n`);
  }
  return folder;
}

async function example(): Promise<Workload> {
  return {
    name: 'the bundled example (Banking77 is not here)',
    log: join(EXAMPLE, 'conversations.jsonl'),
    knowledge: join(EXAMPLE, 'knowledge'),
    until: new Date('2026-10-12T00:00:00Z'),
    newWordings: JSON.parse(await readFile(join(EXAMPLE, 'demo-questions.json'), 'utf8')),
  };
}

async function readTsv(file: string): Promise<string[][]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(1).map((line) => line.split('\t'));
}

async function runNight(app: App, { log, knowledge, until }: Workload, terminal: Terminal): Promise<NightReport> {
  await migrate(app.database);
  await app.knowledge.ingest(knowledge);
  const { added } = await importConversations(log, app.conversations);
  terminal.note(`${added} conversations imported`);
  const options = {
    days: 7,
    until,
    maxGolden: 1000,
    clustering: parseClustering('linkage'),
    regenerateCultural: false,
    dryRun: false,
  };
  const night = await app.nightly.run(options, {
    onProgress: ({ stage, done, total }) => terminal.progress(`${stage}${total ? `: ${done} of ${total}` : ' ...'}`),
  });
  terminal.note(describeNight(night));
  terminal.note(`Largest cluster ${(100 * night.largestClusterShare).toFixed(2)}% of the wordings`);
  terminal.note(
    `Seconds     ${Object.entries(night.stageSeconds)
      .map(([stage, s]) => `${stage} ${s.toFixed(1)}`)
      .join(', ')}\n`,
  );
  return night;
}

/** Milliseconds, sorted ascending. */
interface Times {
  exact: number[];
  near: number[];
  embedding: number[];
  /** Near hit minus embedding of the same question. */
  rest: number[];
}

async function measure(app: App, { newWordings }: Workload): Promise<Times> {
  const times: Times = { exact: [], near: [], embedding: [], rest: [] };
  const known = await app.database.query<{ text: string }>(
    `SELECT DISTINCT q.query_text AS text FROM query_clusters q JOIN golden_answers a USING (cluster_id) ORDER BY text LIMIT 5000`,
  );
  for (const { text } of [...known.slice(0, 500), ...known]) {
    const { reason, milliseconds } = await app.golden.lookupGoldenAnswer(text);
    if (reason === 'same-words') times.exact.push(milliseconds);
  }
  times.exact.splice(0, 500); // Warm-up.
  for (const text of newWordings.slice(0, 200)) await app.golden.lookupGoldenAnswer(text); // Warm-up.
  for (const [i, text] of newWordings.entries()) {
    if (i % 50 === 0) await new Promise(setImmediate); // Lets other work in, as a server would.
    const start = performance.now();
    await app.embedder.embed(text);
    const embedding = performance.now() - start;
    const { outcome, reason, milliseconds } = await app.golden.lookupGoldenAnswer(text);
    if (outcome !== 'hit' || reason !== 'similar') continue;
    times.near.push(milliseconds);
    times.embedding.push(embedding);
    times.rest.push(milliseconds - embedding);
  }
  for (const list of Object.values(times)) list.sort((a: number, b: number) => a - b);
  return times;
}

function summaryOf({ seconds, stageSeconds, analysed, clusters, largestClusterShare, created }: NightReport) {
  return { seconds, stageSeconds, analysed, clusters, largestClusterShare, answers: created };
}

function describe(times: Times): string {
  const row = (name: string, list: number[]) =>
    `${name.padEnd(28)} ${at(list, 0.5)} ms  ${at(list, 0.99)} ms  ${String(list.length).padStart(6)}`;
  return [
    `${' '.repeat(28)}   median        p99   count`,
    row('exact hit', times.exact),
    row('near hit, with embedding', times.near),
    row('embedding alone', times.embedding),
    row('near hit minus embedding', times.rest),
  ].join('\n');
}

function at(sorted: number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(4).padStart(8);
}

await main();
