/**
 * The doors under load: hits on repeated questions beside a bare Fastify route that returns the same bytes, headers included, by
 * turns; and new wordings beside what one core embeds. `npm run bench:http`; `--json` prints one object, `--seconds N` is the length of
 * each turn. Both servers run in this process; the load comes from a process of its own.
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type autocannon from 'autocannon';
import { fastify } from 'fastify';
import { type App, createApp } from '../src/app.ts';
import { expectShortLivedObjects } from '../src/cli/expect-short-lived-objects.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { loadConfig } from '../src/config.ts';
import { importConversations } from '../src/conversations/import-conversations.ts';
import { migrate } from '../src/database/migrate.ts';
import { lookupSpool } from '../src/golden/lookup-recorder.ts';
import { createServer, listen } from '../src/http/create-server.ts';
import { createLog } from '../src/log.ts';
import { parseClustering } from '../src/nightly/night-options.ts';
import { type HeldUp, watchEventLoop } from './watch-event-loop.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/bali/', import.meta.url));
/** As in Fastify's own benchmarks. */
const CONNECTIONS = 100;
const TURNS = 11;

/** One turn of load. */
interface Turn extends HeldUp {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  failed: number;
  /** How long it took, after the turn, until the bookkeeping of its hits was in its tables. */
  settledMs?: number;
  /** Requests per second, and p99, as parts of what the bare route had in the turn before; the median of all turns. */
  perSecondOfBare?: number;
  p99OfBare?: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, seconds: { type: 'string', default: '4' } },
  });
  const seconds = Number(values.seconds);
  // As `goldsmith serve` does.
  expectShortLivedObjects();
  const terminal = new Terminal(values.json);
  const folder = await mkdtemp(join(tmpdir(), 'goldsmith-bench-'));
  const app = await createApp(loadConfig({ GOLDSMITH_DATA: join(folder, 'data') }), createLog('error'));
  try {
    await prepare(app);
    const result = { ...(await repeated(app, seconds, terminal)), ...(await newWordings(app, seconds, terminal)) };
    terminal.result(result, describe(result));
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepare(app: App): Promise<void> {
  await migrate(app.database);
  await app.knowledge.ingest(join(EXAMPLE, 'knowledge'));
  await importConversations(join(EXAMPLE, 'conversations.jsonl'), app.conversations);
  const until = new Date('2026-10-12T00:00:00Z');
  const clustering = parseClustering('linkage');
  await app.nightly.run({ days: 7, until, maxGolden: 120, clustering, regenerateCultural: false, dryRun: false });
  await app.golden.connect();
}

/** The same question again and again, at the two doors, and at a route that does nothing. */
async function repeated(app: App, seconds: number, terminal: Terminal) {
  const server = createServer(app);
  const url = await listen(server, '127.0.0.1', 0);
  const doors = {
    chat: { path: '/bali-zero/chat', body: JSON.stringify({ query: 'What is a KITAS?', user_email: 'a@example.com' }) },
    openai: {
      path: '/v1/chat/completions',
      body: JSON.stringify({ model: 'm', user: 'a', messages: [{ role: 'user', content: 'What is a KITAS?' }] }),
    },
  };
  const turns: Record<string, Turn[]> = {};
  for (const [name, { path, body }] of Object.entries(doors)) {
    const response = await fetch(url + path, { method: 'POST', headers: JSON_TYPE, body });
    if (response.headers.get('x-goldsmith') !== 'hit') throw new Error(`${name}: no hit`);
    const bare = fastify();
    const bytes = await response.text();
    const headers = Object.fromEntries(
      [...response.headers].filter(([name]) => name === 'content-type' || name.startsWith('x-')),
    );
    bare.post(path, (_, reply) => reply.headers(headers).send(bytes));
    const bareUrl = await listen(bare, '127.0.0.1', 0);
    // A first turn of each is for the compiler.
    for (let turn = 0; turn <= TURNS; turn++) {
      for (const [who, base] of [
        [`${name}, bare route`, bareUrl],
        [`${name}, hit`, url],
      ]) {
        terminal.progress(`${who}: turn ${turn + 1} of ${TURNS + 1}`);
        const measured = await load(turn === 0 ? 2 : seconds, { url: base + path, body });
        if (base === url) measured.settledMs = await settle(app);
        if (turn > 0) turns[who] = [...(turns[who] ?? []), measured];
      }
    }
    await bare.close();
  }
  await server.close();
  const middle = Object.fromEntries(Object.entries(turns).map(([who, list]) => [who, middleOf(list)]));
  for (const name of Object.keys(doors)) {
    const [hits, bare] = [turns[`${name}, hit`], turns[`${name}, bare route`]];
    // A machine that others use is slower now and faster then: neighbours are compared.
    middle[`${name}, hit`].perSecondOfBare = median(hits.map(({ perSecond }, i) => perSecond / bare[i].perSecond));
    middle[`${name}, hit`].p99OfBare = median(hits.map(({ p99Ms }, i) => p99Ms / bare[i].p99Ms));
  }
  return middle;
}

/** Waits until all bookkeeping is done, so that the next turn has the machine to itself; milliseconds. */
async function settle(app: App): Promise<number> {
  const start = performance.now();
  await app.chat.close();
  await app.golden.close();
  await app.conversations.spool.enterAll();
  await lookupSpool(app.database).enterAll();
  return performance.now() - start;
}

/** Wordings that were never asked before, beside embedding and nothing else. */
async function newWordings(app: App, seconds: number, terminal: Terminal) {
  const questions: string[] = JSON.parse(await readFile(join(EXAMPLE, 'demo-questions.json'), 'utf8')).slice(0, 4);
  terminal.progress('embedding alone');
  const alone = await embedAlone(app, questions, seconds);
  const server = createServer(app);
  const url = await listen(server, '127.0.0.1', 0);
  terminal.progress('new wordings over HTTP');
  const requests = questions.map((question) => ({
    method: 'POST' as const,
    path: '/bali-zero/chat',
    headers: JSON_TYPE,
    // autocannon puts another id into every request.
    body: JSON.stringify({ query: newWording(question, '[<id>]'), user_email: 'a@example.com' }),
  }));
  // A first turn is for the compiler.
  await load(2, { url, requests, idReplacement: true });
  const count = countEmbeddings(app);
  const answers = await load(seconds, { url, requests, idReplacement: true });
  const embedded = count() / seconds;
  await server.close();
  const again = await embedAlone(app, questions, seconds);
  return {
    'embeddings alone': { perSecond: (alone + again) / 2 },
    // A miss embeds more than its question: its sources are searched and quoted.
    'embeddings over HTTP': { perSecond: embedded },
    'new wordings': answers,
  };
}

/** A question that is served, with words in front that no one asked before. */
function newWording(question: string, name: string): string {
  return `Hello, ${name} here: ${question}`;
}

/** Counts what is embedded from now on; the returned function ends that and tells. */
function countEmbeddings({ embedder }: App): () => number {
  const embed = embedder.embed;
  let count = 0;
  embedder.embed = async (...of) => {
    const vector = await embed.apply(embedder, of);
    count++;
    return vector;
  };
  return () => {
    embedder.embed = embed;
    return count;
  };
}

/** How many new wordings one core embeds in a second. */
async function embedAlone(app: App, questions: string[], seconds: number): Promise<number> {
  // As autocannon's ids are: embedding takes as long as the text is.
  const newId = () => `${randomBytes(16).toString('base64url')}-${String(done).padStart(10, '0')}`;
  const end = performance.now() + seconds * 1000;
  let done = 0;
  while (performance.now() < end) await app.embedder.embed(newWording(questions[done++ % questions.length], newId()));
  return done / seconds;
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function load(duration: number, what: Partial<autocannon.Options> & { url: string }): Promise<Turn> {
  const options = { connections: CONNECTIONS, duration, method: 'POST' as const, headers: JSON_TYPE, ...what };
  const child = fork(fileURLToPath(new URL('load-process.ts', import.meta.url)));
  await once(child, 'message');
  // From here on: to start a process holds this one up, too.
  const held = watchEventLoop();
  child.send(options);
  const [result]: autocannon.Result[] = await once(child, 'message');
  const longest = held();
  return {
    perSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    ...longest,
    failed: result.non2xx + result.errors,
  };
}

/** The turn whose rate is the median, with the longest that the event loop was held up in any, and what failed in all. */
function middleOf(turns: Turn[]): Turn {
  const middle = turns.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(turns.length / 2)];
  const heldMs = Math.max(...turns.map((turn) => turn.heldMs));
  const workedMs = Math.max(...turns.map((turn) => turn.workedMs));
  return { ...middle, heldMs, workedMs, failed: turns.reduce((sum, { failed }) => sum + failed, 0) };
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function describe(result: Record<string, Partial<Turn>>): string {
  const cell = (value: number | undefined, digits: number) => (value?.toFixed(digits) ?? '').padStart(10);
  return [
    `${' '.repeat(24)}     per s  median ms    p99 ms   held ms worked ms  failed  settled ms   of bare p99 of bare`,
    ...Object.entries(result).map(
      ([who, { perSecond, p50Ms, p99Ms, heldMs, workedMs, failed, settledMs, perSecondOfBare, p99OfBare }]) =>
        `${who.padEnd(24)}${cell(perSecond, 0)} ${cell(p50Ms, 1)}${cell(p99Ms, 1)}${cell(heldMs, 1)} ${cell(workedMs, 1)}${String(failed ?? '').padStart(8)}  ${cell(settledMs, 0)}${cell(perSecondOfBare, 2)}  ${cell(p99OfBare, 2)}`.trimEnd(),
    ),
  ].join('\n');
}

await main();
