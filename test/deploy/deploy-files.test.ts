import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { loadConfig } from '../../src/config.ts';
import { execForm, readDockerfile } from '../support/read-dockerfile.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, ROOT), 'utf8');
const [build, final] = readDockerfile(new URL('Dockerfile', ROOT));
const textsOf = (stage: typeof final, name: string) => stage.filter((one) => one.name === name).map(({ text }) => text);
const [command] = textsOf(final, 'CMD').map(execForm);
const [health] = textsOf(final, 'HEALTHCHECK').map(execForm);
const railway = parseToml(read('railway.toml')) as Record<string, Record<string, unknown>>;
const { services, volumes } = parseYaml(read('compose.yaml'));

/** Settings of an `ENV` instruction. */
function envOf(stage: typeof final): Record<string, string> {
  const words = textsOf(stage, 'ENV').flatMap((text) => text.split(/\s+/));
  return Object.fromEntries(words.map((word) => word.split('=') as [string, string]));
}

test('the image runs the Node that the package wants, as nobody important', () => {
  const { engines } = JSON.parse(read('package.json'));
  for (const stage of [build, final]) assert.match(stage[0].text, new RegExp(`^node:${engines.node.slice(2)}-slim`));
  assert.deepEqual(textsOf(final, 'USER'), ['1000:1000']);
  assert.ok(final.findIndex(({ name }) => name === 'USER') > final.findLastIndex(({ name }) => name === 'RUN'));
});

test('the settings of the image are settings, and lead to its volume and to everybody', () => {
  const { NODE_ENV, ...env } = envOf(final);
  assert.equal(NODE_ENV, 'production');
  const { dataFolder, host, port } = loadConfig(env);
  assert.deepEqual([dataFolder, host], [textsOf(final, 'VOLUME')[0], '0.0.0.0']);
  assert.equal(String(port), textsOf(final, 'EXPOSE')[0]);
});

test('what the image copies is there, and is let through to the builder', () => {
  const allowed = read('.dockerignore').match(/(?<=^!).*/gm)!;
  const copied = [build, final]
    .flatMap((stage) => textsOf(stage, 'COPY'))
    .filter((text) => !text.startsWith('--from'))
    .flatMap((text) => text.split(/\s+/).slice(0, -1));
  for (const name of copied) {
    assert.ok(existsSync(new URL(name, ROOT)), name);
    assert.ok(allowed.includes(name), `${name} in .dockerignore`);
  }
  assert.deepEqual(
    allowed.filter((name) => !copied.includes(name)),
    [],
  );
});

test('every command starts the same program without a shell in front, which would keep signals to itself', () => {
  assert.deepEqual(command, ['goldsmith', 'serve']);
  const withSchedule = [...command, '--with-schedule'];
  assert.deepEqual(String(railway.deploy.startCommand).split(' '), withSchedule);
  assert.deepEqual(services.goldsmith.command, withSchedule);
});

test('Railway gets the names and kinds of its settings', () => {
  assert.deepEqual({ ...railway.build }, { builder: 'DOCKERFILE', dockerfilePath: 'Dockerfile' });
  const { startCommand, drainingSeconds, ...deploy } = railway.deploy;
  assert.deepEqual(deploy, {
    ...{ healthcheckPath: '/health', healthcheckTimeout: 120 },
    ...{ restartPolicyType: 'ON_FAILURE', restartPolicyMaxRetries: 10 },
  });
  assert.equal(typeof startCommand, 'string');
  assert.match(health.at(-1)!, /\/health/);
});

test('whoever stops the server gives it longer than it takes', () => {
  const { stopMs } = loadConfig({});
  assert.ok(stopMs < 10_000, "docker's own patience");
  assert.ok(Number(railway.deploy.drainingSeconds) * 1000 > stopMs + 2_000);
  assert.ok(Number.parseInt(services.goldsmith.stop_grace_period, 10) * 1000 > stopMs + 2_000);
});

test('the compose file leads Goldsmith to its database, on the port that is published, with volumes that exist', () => {
  const { goldsmith, postgres } = services;
  const { POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD } = postgres.environment;
  const { DATABASE_URL, ...settings } = goldsmith.environment;
  assert.ok(DATABASE_URL.includes(POSTGRES_PASSWORD), 'one password for both');
  const filledIn = DATABASE_URL.replace(POSTGRES_PASSWORD, 'secret');
  const { databaseUrl, port } = loadConfig({ ...envOf(final), ...settings, DATABASE_URL: filledIn });
  const url = new URL(databaseUrl!);
  assert.deepEqual(
    [url.hostname, url.username, url.pathname, url.port],
    ['postgres', POSTGRES_USER, `/${POSTGRES_DB}`, '5432'],
  );
  assert.deepEqual(goldsmith.ports, [`127.0.0.1:8080:${port}`]);
  assert.equal(postgres.image, 'pgvector/pgvector:pg17');
  assert.ok(postgres.healthcheck.test.at(-1).includes(`--username=${POSTGRES_USER}`));
  assert.deepEqual(goldsmith.depends_on, { postgres: { condition: 'service_healthy' } });
  const mounted = [...goldsmith.volumes, ...postgres.volumes].map((volume: string) => volume.split(':')[0]);
  assert.deepEqual(mounted.sort(), Object.keys(volumes).sort());
  assert.equal(goldsmith.volumes[0].split(':')[1], envOf(final).GOLDSMITH_DATA);
});

test('the file of secrets is an example, holds no secret and is not committed when it does', () => {
  const lines = read('.env.example')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  const { POSTGRES_PASSWORD, ...settings } = Object.fromEntries(lines.map((line) => line.split('=')));
  assert.equal(POSTGRES_PASSWORD, '');
  for (const value of Object.values(settings)) assert.equal(value, '');
  // A name that is none of Goldsmith's would be refused by this where it begins as they do.
  assert.doesNotThrow(() =>
    loadConfig({ ...settings, GOLDSMITH_MODEL_BUSINESS: 'anthropic:x', ANTHROPIC_API_KEY: 'k' }),
  );
  const sources = read('src/environment.ts');
  for (const name of Object.keys(settings)) assert.ok(sources.includes(`  ${name}:`), name);
  assert.match(read('.gitignore'), /^\.env$/m);
});
