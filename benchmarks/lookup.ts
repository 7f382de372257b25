/**
 * One night over a real log, then the times of lookups on its result: exact hits, near hits (embedding included), and the
 * embedding alone, in one run. `npm run bench:lookup`; `--json` prints one object.
 *
 * The log is Banking77's 10,003 training questions (CC-BY-4.0), read from ../shared; where that is absent, the bundled
 * example. New wordings come from Banking77's test part (or the demo's questions), which no night has seen.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type App, createApp } from '../src/app.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { loadConfig } from '../src/config.ts';
import { importConversations } from '../src/conversations/import-conversations.ts';
import { migrate } from '../src/database/migrate.ts';
import { createLog } from '../src/log.ts';
import { describeNight } from '../src/nightly/describe-night.ts';
import { parseClustering } from '../src/nightly/night-options.ts';
import type { NightReport } from '../src/nightly/night-report.ts';
import { openWorkload, type Workload } from './banking-workload.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const terminal = new Terminal(values.json);
  const folder = await mkdtemp(join(tmpdir(), 'goldsmith-bench-'));
  const app = await createApp(loadConfig({ GOLDSMITH_DATA: join(folder, 'data') }), createLog('error'));
  try {
    const workload = await openWorkload(folder);
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
