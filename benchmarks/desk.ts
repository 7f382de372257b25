/**
 * The desk over 10,000 answers and a million lookups: how long Chromium takes from going to a page until its content stands there, and
 * how many hits a second the chat serves with and without somebody at the desk. `npm run bench:desk`; `--json` prints one object,
 * `--seconds N` is the length of each turn of load, `--data FOLDER` a data folder whose embedded database has had its night, to be copied
 * in place of a night of its own. On the embedded database; with DATABASE_URL in a database of its own on that
 * server, which is dropped afterwards. GOLDSMITH_TEST_CHROMIUM names another Chromium than /usr/bin/chromium.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type autocannon from 'autocannon';
import pg from 'pg';
import { makeGold } from '../examples/bali/make-gold.ts';
import { type App, createApp } from '../src/app.ts';
import { expectShortLivedObjects } from '../src/cli/expect-short-lived-objects.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { loadConfig } from '../src/config.ts';
import { lookupSpool } from '../src/golden/lookup-recorder.ts';
import { createServer, listen } from '../src/http/create-server.ts';
import { createLog } from '../src/log.ts';
import { fillDesk } from './desk-data.ts';
import { type PageTimes, timePages } from './desk-pages.ts';

const CONNECTIONS = 100;
const TURNS = 5;
/** Somebody who opens a page every second reads none of them: the desk is never used more. */
const PAGES_PER_SECOND = 1;

/** Hits a second, and how long the slowest of a hundred took. */
interface Load {
  perSecond: number;
  p99Ms: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '5' },
      data: { type: 'string' },
    },
  });
  // As `goldsmith serve` does.
  expectShortLivedObjects();
  const terminal = new Terminal(values.json);
  const folder = await mkdtemp(join(tmpdir(), 'goldsmith-bench-'));
  if (values.data !== undefined) await cp(values.data, join(folder, 'data'), { recursive: true });
  const own = await ownDatabase(loadConfig().databaseUrl);
  const settings = { GOLDSMITH_DATA: join(folder, 'data'), ...(own && { DATABASE_URL: own.url }) };
  const app = await createApp(loadConfig(settings), createLog('error'));
  try {
    // A night, so that there is something to see of nights, too.
    if (values.data === undefined) await makeGold(app, new Terminal(true));
    await fillDesk(app.database, app.embedder.id, (what) => terminal.progress(`filling: ${what}`));
    await app.golden.connect();
    const server = createServer(app);
    const url = await listen(server, '127.0.0.1', 0);
    const pages = await timePages(url, ({ path, firstMs, medianMs }) =>
      terminal.progress(`${path}: first ${firstMs.toFixed(0)} ms, then ${medianMs.toFixed(0)} ms`),
    );
    const hits = await hitsBesideDesk(app, url, pages, Number(values.seconds), terminal);
    server.server.closeAllConnections();
    await server.close();
    const result = { database: own ? 'server' : 'embedded', pages, hits };
    terminal.result(result, describe(pages, hits));
  } finally {
    await app.close();
    await own?.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A database of this run on a server, if there is one. */
async function ownDatabase(server: string | undefined) {
  if (server === undefined) return undefined;
  const name = `goldsmith_bench_${process.pid}`;
  const onServer = async (sql: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Turns without and with somebody at the desk, one after the other: a machine that others use is slower now and faster then. */
async function hitsBesideDesk(app: App, url: string, pages: PageTimes[], seconds: number, terminal: Terminal) {
  const turns: { alone: Load; beside: Load }[] = [];
  for (let turn = 0; turn <= TURNS; turn++) {
    terminal.progress(`hits: turn ${turn + 1} of ${TURNS + 1}`);
    const alone = await loadHits(app, url, seconds);
    const desk = useDesk(url, pages, seconds);
    const beside = await loadHits(app, url, seconds);
    await desk;
    // A first turn is for the compiler.
    if (turn > 0) turns.push({ alone, beside });
  }
  return {
    alone: middle(turns.map(({ alone }) => alone)),
    beside: middle(turns.map(({ beside }) => beside)),
    besideOfAlone: median(turns.map(({ alone, beside }) => beside.perSecond / alone.perSecond)),
  };
}

async function loadHits(app: App, url: string, seconds: number): Promise<Load> {
  const body = JSON.stringify({ query: 'What is a KITAS?', user_email: 'a@example.com' });
  const result = await load({
    ...{ url: `${url}/bali-zero/chat`, method: 'POST', headers: { 'content-type': 'application/json' }, body },
    ...{ connections: CONNECTIONS, duration: seconds },
  });
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx + result.errors} hits failed`);
  // What was put down meanwhile goes to its tables before the next turn.
  await app.chat.close();
  await app.golden.close();
  await app.conversations.spool.enterAll();
  await lookupSpool(app.database).enterAll();
  return { perSecond: result.requests.average, p99Ms: result.latency.p99 };
}

/**
 * What the pages ask the server for, a page a second, from another process. The browser itself is left out: it would take the cores of
 * this machine, and is on somebody else's.
 */
async function useDesk(url: string, pages: PageTimes[], seconds: number): Promise<void> {
  const requests = pages.flatMap(({ asks }) => asks).map((path) => ({ method: 'GET' as const, path }));
  const overallRate = Math.ceil((PAGES_PER_SECOND * requests.length) / pages.length);
  await load({ url, connections: 1, overallRate, duration: seconds, requests });
}

async function load(options: autocannon.Options): Promise<autocannon.Result> {
  const child = fork(fileURLToPath(new URL('load-process.ts', import.meta.url)));
  await once(child, 'message');
  child.send(options);
  const [result]: autocannon.Result[] = await once(child, 'message');
  return result;
}

function middle(loads: Load[]): Load {
  return {
    perSecond: median(loads.map(({ perSecond }) => perSecond)),
    p99Ms: median(loads.map(({ p99Ms }) => p99Ms)),
  };
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function describe(pages: PageTimes[], hits: { alone: Load; beside: Load; besideOfAlone: number }): string {
  const cell = (value: number, digits = 0) => value.toFixed(digits).padStart(10);
  const told = ({ perSecond, p99Ms }: Load) => `${cell(perSecond)} ${cell(p99Ms)}`;
  return [
    `${'page, ms until its content'.padEnd(36)}     first    median   longest`,
    ...pages.map(
      ({ path, firstMs, medianMs, longestMs }) =>
        `${path.padEnd(36)}${cell(firstMs)}${cell(medianMs)}${cell(longestMs)}`,
    ),
    '',
    `${'hits'.padEnd(36)}     per s     p99 ms`,
    `${'nobody at the desk'.padEnd(36)}${told(hits.alone)}`,
    `${'a page a second'.padEnd(36)}${told(hits.beside)}`,
    `${'with the desk of without, median'.padEnd(36)}${cell(hits.besideOfAlone, 2)}`,
  ].join('\n');
}

await main();
