/**
 * The main job on the example: a clean start, one night, ten questions over HTTP that are not in the log.
 * Run with `npm run demo`; `npm run -s demo -- --json` prints the same as one object.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type App, createApp } from '../../src/app.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import { loadConfig } from '../../src/config.ts';
import { createServer, listen } from '../../src/http/create-server.ts';
import { createLog } from '../../src/log.ts';
import type { NightReport } from '../../src/nightly/night-report.ts';
import { makeGold } from './make-gold.ts';

/** One question of the demo, as it came out. */
interface Asked {
  question: string;
  outcome: string;
  reason: string;
  response: string;
  /** The server's lookup, embedding included, milliseconds. */
  ms: number;
}

const QUESTIONS = new URL('demo-questions.json', import.meta.url);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const terminal = new Terminal(values.json);
  const folder = await mkdtemp(join(tmpdir(), 'goldsmith-demo-'));
  // The demo brings its own everything, whatever the environment says.
  const config = { ...loadConfig({ GOLDSMITH_DATA: folder }), host: '127.0.0.1', port: 0 };
  const app = await createApp(config, createLog('error'));
  try {
    const night = await makeGold(app, terminal);
    const asked = await askAll(app);
    terminal.result(summaryOf(night, asked, await countAnswers(app)), describe(night, asked));
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Asks the ten questions over HTTP, each as somebody new. */
async function askAll(app: App): Promise<Asked[]> {
  const questions: string[] = JSON.parse(await readFile(QUESTIONS, 'utf8'));
  await app.golden.connect();
  const server = createServer(app);
  const url = await listen(server, app.config.host, app.config.port);
  await fetch(`${url}/health`); // So that the first question does not pay for the connection.
  const asked: Asked[] = [];
  for (const [i, question] of questions.entries()) {
    const reply = await fetch(`${url}/bali-zero/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: question, user_email: `demo-${i}@example.com` }),
    });
    const body = (await reply.json()) as { response: string };
    const header = (name: string) => reply.headers.get(name) ?? '';
    asked.push({
      question,
      outcome: header('x-goldsmith'),
      reason: header('x-goldsmith-reason'),
      response: body.response,
      ms: Number(header('x-goldsmith-ms')),
    });
  }
  await server.close();
  return asked;
}

async function countAnswers(app: App): Promise<number> {
  const [{ count }] = await app.database.query<{ count: number }>('SELECT count(*)::int AS count FROM golden_answers');
  return count;
}

function summaryOf(night: NightReport, asked: Asked[], goldenAnswers: number) {
  return {
    analysed: night.analysed,
    clusters: night.clusters,
    golden_answers: goldenAnswers,
    asked,
    hit_p50_ms: medianHit(asked),
  };
}

function describe(night: NightReport, asked: Asked[]): string {
  const rows = asked.map(({ question, outcome, reason, response, ms }) => {
    const served = response.length > 150 ? `${response.slice(0, 149)}…` : response;
    return `${`${outcome} (${reason})`.padEnd(24)} ${ms.toFixed(1).padStart(6)} ms  ${question}\n${' '.repeat(36)}${served}`;
  });
  const hits = asked.filter(({ outcome }) => outcome === 'hit').length;
  return [
    '5. Ten questions that are not in the log, over HTTP (milliseconds of the lookup; a miss is then answered by the model)',
    '',
    ...rows,
    '',
    `${night.analysed} questions analysed, ${night.clusters} clusters, ${night.created} golden answers; served ${hits} of ${asked.length} from the cache, median hit ${medianHit(asked)?.toFixed(1)} ms`,
  ].join('\n');
}

function medianHit(asked: Asked[]): number | null {
  const times = asked.filter(({ outcome }) => outcome === 'hit').map(({ ms }) => ms);
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? null;
}

await main();
