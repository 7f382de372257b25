/**
 * The chat endpoint while a night of 10,003 questions runs beside it: its p99 as a multiple of its p99 at rest, in one run.
 * `npm run bench:night`; `--json` prints one object, `--rate N` asks so many questions a second, `--rest N` is how long it is watched
 * at rest, seconds; with DATABASE_URL on that server, which should be empty, and otherwise on an embedded database of its own.
 *
 * `goldsmith serve` and `goldsmith nightly` are processes of their own, as they are when the schedule runs. Of ten questions, seven are
 * of the example and have been asked before (most are hits), three are new wordings of Banking77's test part (most are misses,
 * answered by the offline model from the knowledge base). Questions are sent when they are due, whether or not those before have
 * been answered, and their time counts from then.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createApp } from '../src/app.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { loadConfig } from '../src/config.ts';
import { importConversations } from '../src/conversations/import-conversations.ts';
import { migrate } from '../src/database/migrate.ts';
import { createLog } from '../src/log.ts';
import { parseClustering } from '../src/nightly/night-options.ts';
import type { NightReport } from '../src/nightly/night-report.ts';
import { openWorkload } from './banking-workload.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/bali/', import.meta.url));
const CLI = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

/** Questions of the example, as users asked them. */
const KNOWN = [
  'what is a KITAS?',
  'berapa biaya KITAS?',
  'quanto costa il KITAS?',
  'can a foreigner buy land in Bali?',
];

/** One question's time, milliseconds; `isHit` as the server said. */
interface Answered {
  ms: number;
  isHit: boolean;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      rate: { type: 'string', default: '20' },
      rest: { type: 'string', default: '60' },
    },
  });
  const terminal = new Terminal(values.json);
  const folder = await mkdtemp(join(tmpdir(), 'goldsmith-bench-'));
  const port = await freePort();
  const env = {
    ...process.env,
    GOLDSMITH_DATA: join(folder, 'data'),
    GOLDSMITH_PORT: String(port),
    GOLDSMITH_LOG_LEVEL: 'error',
  };
  const workload = await openWorkload(folder);
  terminal.note(`log: ${workload.name}`);
  await prepare(env, workload);
  const server = spawn(process.execPath, [CLI, 'serve'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    const ask = asker(`http://127.0.0.1:${port}`, workload.newWordings);
    await untilServing(`http://127.0.0.1:${port}/health`);
    const rate = Number(values.rate);
    terminal.progress('warming up');
    await load(ask, rate, pause(5_000));
    terminal.progress('at rest');
    const rest = await load(ask, rate, pause(Number(values.rest) * 1_000));
    terminal.progress('during the night');
    const night = runNight(env, workload.until);
    const during = await load(ask, rate, night);
    const report = await night;
    const result = {
      night: {
        status: report.status,
        analysed: report.analysed,
        seconds: report.seconds,
        stageSeconds: report.stageSeconds,
      },
      rest: summaryOf(rest),
      during: summaryOf(during),
      p99_of_rest: percentile(during.answered, 0.99) / percentile(rest.answered, 0.99),
    };
    terminal.result(result, describe(result));
  } finally {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The example with its night, so that there is something to serve; then the knowledge base and the log of the night to come. */
async function prepare(env: NodeJS.ProcessEnv, { log, knowledge }: { log: string; knowledge: string }): Promise<void> {
  const app = await createApp(loadConfig(env), createLog('error'));
  try {
    await migrate(app.database);
    await app.knowledge.ingest(join(EXAMPLE, 'knowledge'));
    await importConversations(join(EXAMPLE, 'conversations.jsonl'), app.conversations);
    const until = new Date('2026-10-12T00:00:00Z');
    const clustering = parseClustering('linkage');
    await app.nightly.run({ days: 7, until, maxGolden: 120, clustering, regenerateCultural: false, dryRun: false });
    await app.knowledge.ingest(knowledge);
    await importConversations(log, app.conversations);
  } finally {
    await app.close();
  }
}

/** Both logs are in the window: the example's of 5 to 11 October, Banking77's of 1 to 7 October. */
async function runNight(env: NodeJS.ProcessEnv, until: Date): Promise<NightReport> {
  const end = new Date(Math.max(until.getTime(), Date.parse('2026-10-12T00:00:00Z')));
  const args = ['nightly', '--json', '--days', '14', '--until', end.toISOString(), '--max-golden', '300'];
  const night = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const printed = await Array.fromAsync(night.stdout.setEncoding('utf8'));
  return JSON.parse(printed.join(''));
}

/** Asks one question, the next of the list each time. */
function asker(url: string, newWordings: readonly string[]): () => Promise<Answered> {
  let count = 0;
  return async () => {
    const turn = count++;
    const query = turn % 10 < 7 ? KNOWN[turn % KNOWN.length] : newWordings[turn % newWordings.length];
    const due = performance.now();
    const response = await fetch(`${url}/bali-zero/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, user_email: `user-${turn}@example.com` }),
    });
    await response.text();
    if (!response.ok) throw new Error(`status ${response.status}`);
    return { ms: performance.now() - due, isHit: response.headers.get('x-goldsmith') === 'hit' };
  };
}

/** What came of a stretch of questions. */
interface Load {
  answered: Answered[];
  failed: number;
}

/** Asks at a rate until `end` resolves, then waits for the answers that are still to come. */
async function load(ask: () => Promise<Answered>, perSecond: number, end: Promise<unknown>): Promise<Load> {
  const result: Load = { answered: [], failed: 0 };
  const pending = new Set<Promise<void>>();
  let isOver = false;
  const over = end.finally(() => {
    isOver = true;
  });
  for (let due = performance.now(); !isOver; due += 1_000 / perSecond) {
    await pause(Math.max(0, due - performance.now()));
    const one = ask()
      .then(
        (answer) => void result.answered.push(answer),
        () => void result.failed++,
      )
      .finally(() => pending.delete(one));
    pending.add(one);
  }
  await over;
  await Promise.all(pending);
  return result;
}

function summaryOf({ answered, failed }: Load) {
  return {
    answered: answered.length,
    failed,
    hit_share: answered.filter(({ isHit }) => isHit).length / answered.length,
    p50_ms: percentile(answered, 0.5),
    p99_ms: percentile(answered, 0.99),
    max_ms: percentile(answered, 1),
  };
}

function percentile(answered: readonly Answered[], share: number): number {
  const sorted = answered.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function untilServing(url: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await pause(100);
  }
  throw new Error('The server did not start.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill('SIGTERM');
  await once(server, 'exit');
}

function describe(result: {
  night: Pick<NightReport, 'status' | 'analysed' | 'seconds'>;
  rest: ReturnType<typeof summaryOf>;
  during: ReturnType<typeof summaryOf>;
  p99_of_rest: number;
}): string {
  const row = (name: string, { answered, failed, hit_share, p50_ms, p99_ms, max_ms }: ReturnType<typeof summaryOf>) =>
    `${name.padEnd(18)}${String(answered).padStart(8)}${String(failed).padStart(8)}${`${(100 * hit_share).toFixed(0)}%`.padStart(8)}${[p50_ms, p99_ms, max_ms].map((ms) => ms.toFixed(1).padStart(10)).join('')}`;
  return [
    `The night: ${result.night.status}, ${result.night.analysed} questions, ${result.night.seconds.toFixed(0)} s`,
    `${' '.repeat(18)}answered  failed    hits median ms    p99 ms    max ms`,
    row('at rest', result.rest),
    row('during the night', result.during),
    `p99 during the night: ${result.p99_of_rest.toFixed(2)} times that at rest`,
  ].join('\n');
}

await main();
