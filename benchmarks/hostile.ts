/**
 * How long requests that were made for it hold the event loop up, one after another: large bodies of costly shapes, and questions on
 * which patterns and tokenisers have most to do. `npm run bench:hostile`; `--json` prints one object, `--upstream` asks the cache in
 * front of another bot, `--times N` sends each so often (the least time is told: what else the machine does comes on top of it), and
 * `--only WORDS` sends those whose names hold them. The server runs in this process; requests come from a process of their own.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createApp } from '../src/app.ts';
import { preparePatterns } from '../src/chat/prepare-patterns.ts';
import { expectShortLivedObjects } from '../src/cli/expect-short-lived-objects.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { loadConfig } from '../src/config.ts';
import { migrate } from '../src/database/migrate.ts';
import { createServer, listen } from '../src/http/create-server.ts';
import { createLog } from '../src/log.ts';
import { type HostileRequest, hostileRequests } from './hostile-requests.ts';
import type { Received, Sent } from './send-process.ts';
import { type HeldUp, watchEventLoop } from './watch-event-loop.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/bali/', import.meta.url));

/** What a request came to: the first answer, and the least of the longest stretches of all times. */
type Outcome = Received & HeldUp;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      upstream: { type: 'boolean', default: false },
      times: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
    },
  });
  // As `goldsmith serve` does.
  expectShortLivedObjects();
  const terminal = new Terminal(values.json);
  const folder = await mkdtemp(join(tmpdir(), 'goldsmith-bench-'));
  const bot = values.upstream ? await startBot() : undefined;
  const settings = { GOLDSMITH_DATA: join(folder, 'data'), ...(bot && { GOLDSMITH_UPSTREAM: bot.url }) };
  const app = await createApp(loadConfig(settings), createLog('fatal'));
  const server = createServer(app);
  const sender = fork(fileURLToPath(new URL('send-process.ts', import.meta.url)));
  try {
    await migrate(app.database);
    await app.knowledge.ingest(join(EXAMPLE, 'knowledge'));
    await app.golden.connect();
    preparePatterns(app.detector);
    const url = await listen(server, '127.0.0.1', 0);
    await once(sender, 'message');
    const send = async (request: HostileRequest): Promise<Received> => {
      sender.send({ ...request, url } satisfies Sent);
      return (await once(sender, 'message'))[0];
    };
    // What a process does for the first time only is not the request's.
    for (const query of ['What is a KITAS?', 'hi', 'how do I write a loop in python'])
      await send({ path: '/bali-zero/chat', body: JSON.stringify({ query, user_email: 'a' }) });
    const outcomes: Record<string, Outcome> = {};
    for (const [name, request] of Object.entries(hostileRequests())) {
      if (!name.includes(values.only)) continue;
      terminal.progress(name);
      outcomes[name] = await measure(send, request, Number(values.times));
    }
    terminal.result(outcomes, describe(outcomes));
  } finally {
    sender.kill();
    await server.close();
    await app.close();
    await bot?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Watches while a request is sent, answered and put down. */
async function measure(
  send: (request: HostileRequest) => Promise<Received>,
  request: HostileRequest,
  times: number,
): Promise<Outcome> {
  let least: Outcome | undefined;
  for (let time = 0; time < times; time++) {
    const held = watchEventLoop();
    const received = await send(request);
    await pause(20);
    const { heldMs, workedMs } = held();
    least = {
      ...(least ?? received),
      heldMs: Math.min(heldMs, least?.heldMs ?? Number.POSITIVE_INFINITY),
      workedMs: Math.min(workedMs, least?.workedMs ?? Number.POSITIVE_INFINITY),
    };
  }
  if (!least) throw new Error('--times must be at least 1');
  return least;
}

/** A bot that says the same to all. */
async function startBot(): Promise<{ url: string; close: () => Promise<void> }> {
  const message = { role: 'assistant', content: 'Yes.' };
  const answer = JSON.stringify({ model: 'bot', choices: [{ index: 0, message, finish_reason: 'stop' }] });
  const server = createPlainServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/v1`, close };
}

function describe(outcomes: Record<string, Outcome>): string {
  const rows = Object.entries(outcomes).sort(([, a], [, b]) => b.heldMs - a.heldMs);
  return [
    ' held ms  worked ms  status',
    ...rows.map(
      ([name, { heldMs, workedMs, status, told }]) =>
        `${heldMs.toFixed(1).padStart(8)} ${workedMs.toFixed(1).padStart(10)}  ${status} ${told.padEnd(22)} ${name}`,
    ),
  ].join('\n');
}

await main();
