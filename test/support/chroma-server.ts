import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** The version of Chroma that the tests run against. */
const VERSION = '1.5.9';

const FOLDER = join(tmpdir(), `goldsmith-chroma-${userInfo().uid}-${VERSION}`);

/** A real Chroma server of one test file. */
export interface ChromaServer {
  url: string;
  close(): Promise<void>;
}

/** For a test's `skip`: why there is no Chroma server to be had here, or false. Installs one once on this machine. */
export async function withoutChroma(): Promise<string | false> {
  if (existsSync(FOLDER)) return false;
  const building = await mkdtemp(`${FOLDER}-building-`);
  const run = (command: string, ...args: string[]) => spawnSync(command, args, { timeout: 300_000 }).status === 0;
  const python = ['python3', '/usr/bin/python3'].find((name) => run(name, '-m', 'venv', building));
  const built = python && run(join(building, 'bin/pip'), 'install', '--quiet', `chromadb==${VERSION}`);
  // Who comes second uses the first one's. Its scripts name the folder they were made in, so they are run by its Python.
  if (built) await rename(building, FOLDER).catch(() => undefined);
  await rm(building, { recursive: true, force: true });
  if (existsSync(FOLDER)) return false;
  return python ? `pip could not install chromadb ${VERSION}` : 'python3 with venv is not installed here';
}

/** Starts a Chroma server over an empty folder. */
export async function startChroma(): Promise<ChromaServer> {
  const data = await mkdtemp(join(tmpdir(), 'goldsmith-chroma-data-'));
  const port = await freePort();
  const run = 'from chromadb.cli.cli import app; app()';
  const server = spawn(
    join(FOLDER, 'bin/python'),
    ['-c', run, 'run', '--path', data, '--host', '127.0.0.1', '--port', String(port)],
    { stdio: 'ignore', env: { PATH: process.env.PATH, HOME: data, ANONYMIZED_TELEMETRY: 'False' } },
  );
  const url = `http://127.0.0.1:${port}`;
  const close = async () => {
    await stop(server);
    await rm(data, { recursive: true, force: true });
  };
  await untilItAnswers(url, server).catch(async (error) => {
    await close();
    throw error;
  });
  return { url, close };
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) throw new Error(`chroma run ended with ${server.exitCode}`);
    const answer = await fetch(`${url}/api/v2/heartbeat`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('chroma run does not answer');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
