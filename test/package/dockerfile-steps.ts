import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ImageRoot, type StartedWithin } from '../support/image-root.ts';
import { execForm, type Instruction, readDockerfile } from '../support/read-dockerfile.ts';
import { waitFor } from '../support/wait-for.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const stages = readDockerfile(new URL('../../Dockerfile', import.meta.url));
const images: ImageRoot[] = [];
const names = stages.map(([from]) => / AS (\w+)$/.exec(from.text)?.[1]);

/** What a stage came to. */
interface Built {
  image: ImageRoot;
  env: Record<string, string>;
  cwd: string;
  user: string;
  cmd: string[];
  health: string[];
}

/** Does what the instructions of a stage say, in their order. */
async function build(stage: Instruction[], before: Map<string, Built>): Promise<Built> {
  const image = await ImageRoot.open();
  images.push(image);
  const built: Built = { image, env: {}, cwd: '/', user: '0:0', cmd: [], health: [] };
  for (const { name, text } of stage) {
    if (name === 'ENV') for (const word of text.split(/\s+/)) built.env[word.split('=')[0]] = word.split('=')[1];
    else if (name === 'WORKDIR') enter(text, built);
    else if (name === 'RUN') await built.image.run(['sh', '-ec', text], built);
    else if (name === 'COPY') copy(text, built, before);
    else if (name === 'USER') built.user = text;
    else if (name === 'CMD') built.cmd = execForm(text);
    else if (name === 'HEALTHCHECK') built.health = execForm(text);
    else assert.ok(['FROM', 'VOLUME', 'EXPOSE'].includes(name), `${name} is not known here`);
  }
  return built;
}

function enter(folder: string, built: Built): void {
  built.cwd = folder;
  mkdirSync(built.image.path + folder, { recursive: true });
}

function copy(text: string, built: Built, before: Map<string, Built>): void {
  const words = text.split(/\s+/);
  const from = words[0].startsWith('--from=') ? words.shift()!.slice('--from='.length) : undefined;
  const base = from ? before.get(from)!.image.path : ROOT;
  const target = built.image.path + resolve(built.cwd, words.pop()!);
  const sources = words.flatMap((word) => (/[[*?]/.test(word) ? globSync(word, { cwd: base }) : [word]));
  for (const source of sources) {
    const path = join(base, source);
    // As the builder does: of a folder its contents, a file into a folder by its name.
    const into = statSync(path).isDirectory() ? target : existsSync(target) ? join(target, basename(path)) : target;
    cpSync(path, into, { recursive: true, verbatimSymlinks: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const impossible = !ImageRoot.isPossible && 'takes root, Debian and overlayfs';

/**
 * The Dockerfile's very steps, without a container engine: see {@link ImageRoot} for what stands for its base image. It takes a
 * minute or two and npm's registry: `node --test test/package/dockerfile-steps.ts`, not `npm test`.
 */
describe('the image', { skip: impossible }, () => {
  const built = new Map<string, Built>();
  let final: Built;
  let server: StartedWithin;
  let url: string;
  let env: Record<string, string>;
  before(async () => {
    for (const [i, stage] of stages.entries()) {
      final = await build(stage, built);
      built.set(names[i] ?? 'final', final);
    }
    // What a container is given: a port, and pages to read.
    cpSync(join(ROOT, 'examples/bali/knowledge'), join(final.image.path, 'knowledge'), { recursive: true });
    const port = await freePort();
    env = { ...final.env, PORT: String(port) };
    url = `http://127.0.0.1:${port}`;
    server = final.image.start(final.cmd, { ...final, env });
    await waitFor(() => {
      assert.ok(server.isRunning, server.stderr);
      return /"listening"/.test(server.stderr);
    }, 'it listens');
  });
  after(async () => {
    await server?.stop();
    for (const image of images) await image.close();
  });

  it('holds the library of this platform alone, and nothing that is only for building', () => {
    const app = join(final.image.path, 'app');
    const bin = join(app, 'node_modules/onnxruntime-node/bin');
    const platforms = globSync('napi-v*/*/*', { cwd: bin }).map((path) => path.split('/').slice(1).join('/'));
    assert.deepEqual(platforms, [`linux/${process.arch}`]);
    for (const name of ['typescript', '@biomejs/biome', 'node', 'openai'])
      assert.ok(!existsSync(join(app, 'node_modules', name)), name);
    assert.deepEqual(
      readdirSync(app).filter((name) => ['src', 'test', '.git', '.env'].includes(name)),
      [],
    );
    const size = execFileSync('du', ['-sm', app], { encoding: 'utf8' }).split('\t')[0];
    console.log(`/app takes ${size} MB`);
  });

  it('runs as the first process, as nobody important, and is healthy', async () => {
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    assert.match(status, /^Uid:\s+1000\s/m);
    assert.match(status, /^NSpid:\s+\d+\s+1$/m);
    const health = (await (await fetch(`${url}/health`)).json()) as {
      status: string;
      mode: string;
      migrations: object;
    };
    assert.deepEqual([health.status, health.mode, health.migrations], ['healthy', 'full', { state: 'done' }]);
    await final.image.run(final.health, { ...final, env });
    await assert.rejects(
      final.image.run(final.health, { ...final, env: { ...env, PORT: '1' } }),
      'where nobody listens',
    );
  });

  it('keeps its database in the volume', () => {
    const postgres = join(final.image.path, final.env.GOLDSMITH_DATA, 'postgres');
    assert.equal(statSync(postgres).uid, 1000);
  });

  it("answers the seed's question from pages that a command beside it reads", async () => {
    const inside = ['nsenter', `--target=${server.pid}`, '--pid', '--mount'];
    const command = final.image.within(['goldsmith', 'ingest', '/knowledge', '--json'], { ...final, env });
    const told = execFileSync(inside[0], [...inside.slice(1), ...command], { encoding: 'utf8' });
    assert.equal(JSON.parse(told).documents, 105);
    const response = await fetch(`${url}/bali-zero/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'What is a KITAS?', user_email: 'test@example.com' }),
    });
    const answer = (await response.json()) as { success: boolean; response: string; sources: { path: string }[] };
    assert.deepEqual([response.status, answer.success], [200, true]);
    assert.match(answer.response, /KITAS is a limited stay permit/);
    assert.ok(answer.sources.length > 0);
  });

  it('ends by SIGTERM, with exit code 0', async () => {
    server.kill('SIGTERM');
    assert.equal(await server.ended, 0, server.stderr);
    assert.match(server.stderr, /stopping/);
  });
});
