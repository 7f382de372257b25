import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { GoldsmithError } from './errors.ts';
import { LOG_LEVELS } from './log.ts';

const rule = z
  .string()
  .regex(
    /^(trained|fixed:(0?\.\d+|1(\.0*)?))$/,
    'must be "trained" or "fixed:" and a cosine above 0 and up to 1, such as fixed:0.85',
  );
const modelList = z
  .string()
  .optional()
  .transform((list) =>
    (list ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  )
  .pipe(
    z.array(
      z
        .string()
        .regex(
          /^[a-z][a-z0-9_]{0,30}:.+|^offline$/,
          'must be provider:model with provider anthropic, openai or a named endpoint, or "offline"',
        ),
    ),
  );

/** A base URL of a model server; credentials belong into the key, not into the address, which errors may show. */
const endpoint = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .refine((url) => !URL.canParse(url) || new URL(url).username === '', 'must hold no user name or password');

const shareWrong = z.coerce
  .number({ error: 'must be a share from 0.0001 to 0.5, such as 0.01' })
  .min(0.0001, 'must be at least 0.0001')
  .max(0.5, 'must be at most 0.5');

/** US dollars, in decimal digits. */
const dollars = z
  .string()
  .trim()
  .regex(/^\d{1,6}(\.\d+)?$/, 'must be US dollars, such as 0.003')
  .transform(Number);

/** A timer of more milliseconds would run out at once (https://nodejs.org/api/timers.html). */
const LONGEST_TIMER_MS = 2_147_483_647;

/** In decimal digits and nothing else: "0x10" and "1e3" are slips. */
function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.string().trim().regex(/^\d+$/, error).transform(Number).pipe(z.number().min(least, error).max(most, error));
}

/** Whoever guesses it owns the answers. */
const deskToken = z
  .string()
  .trim()
  .min(16, 'must be at least 16 characters, such as what "openssl rand -hex 24" gives');

/** The settings as they stand in the environment; the README's table is written from this. */
const environment = z.object({
  GOLDSMITH_DATA: z.string().trim().default('.goldsmith'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  GOLDSMITH_HOST: z.string().trim().default('127.0.0.1'),
  GOLDSMITH_PORT: wholeNumber(0, 65_535).optional(),
  PORT: wholeNumber(0, 65_535).optional(),
  GOLDSMITH_LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  GOLDSMITH_LANGUAGES: z
    .string()
    .default('en,it,id')
    .transform((list) =>
      list
        .split(',')
        .map((code) => code.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(/^[a-z]{2}$/, 'must be two-letter codes, such as en,it,id')).min(1)),
  GOLDSMITH_MAX_WRONG: shareWrong.optional(),
  GOLDSMITH_MAX_WRONG_UNCHECKED: shareWrong.optional(),
  GOLDSMITH_RULE: rule.default('trained'),
  GOLDSMITH_INTEL_FOLDER: z.string().trim().optional(),
  GOLDSMITH_REFRESH_MS: wholeNumber(50, LONGEST_TIMER_MS).default(5000),
  GOLDSMITH_MODEL_CASUAL: modelList,
  GOLDSMITH_MODEL_BUSINESS: modelList,
  GOLDSMITH_MODEL_CODE: modelList,
  GOLDSMITH_MODEL_NIGHT: modelList,
  GOLDSMITH_MODEL_FALLBACK: modelList,
  GOLDSMITH_PRICES: z.string().trim().optional(),
  GOLDSMITH_REVIEW: z.enum(['off', 'required']).default('off'),
  GOLDSMITH_JUDGE_CALLS: wholeNumber(0).default(5000),
  GOLDSMITH_JUDGE_AT_ONCE: wholeNumber(1, 100).default(8),
  GOLDSMITH_MODEL_TIMEOUT_MS: wholeNumber(100, LONGEST_TIMER_MS).default(60_000),
  GOLDSMITH_SAVED_PER_HIT: dollars.optional(),
  GOLDSMITH_STOP_MS: wholeNumber(0, LONGEST_TIMER_MS).default(8000),
  GOLDSMITH_CHROMA_URL: endpoint
    .refine((url) => !URL.canParse(url) || new URL(url).pathname === '/', 'must be a server without a path')
    .optional(),
  GOLDSMITH_CHROMA_COLLECTION: z.string().trim().optional(),
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: endpoint.optional(),
  GOLDSMITH_OPENAI_URL: endpoint.optional(),
  GOLDSMITH_OPENAI_API_KEY: z.string().min(1).optional(),
  GOLDSMITH_UPSTREAM: endpoint.optional(),
  GOLDSMITH_UPSTREAM_API_KEY: z.string().min(1).optional(),
  GOLDSMITH_UPSTREAM_TIMEOUT_MS: wholeNumber(100, LONGEST_TIMER_MS).optional(),
  GOLDSMITH_ADMIN_TOKEN: deskToken.optional(),
  GOLDSMITH_READER_TOKEN: deskToken.optional(),
});

/** Goldsmith's settings, checked. Read once, at the start, and handed down; nothing else reads the environment. */
export interface Config {
  /** Absolute path of the embedded database's folder. */
  dataFolder: string;
  /** A PostgreSQL server to use in place of the embedded database. */
  databaseUrl?: string;
  host: string;
  port: number;
  logLevel: (typeof LOG_LEVELS)[number];
  /** Languages that users write in, two-letter codes. */
  languages: string[];
  /** Whether a person must approve what a night writes before it is served. */
  review: boolean;
  /** How often the night's model may be asked a night whether two questions mean the same, at most. */
  judgeCalls: number;
  /** About how many such pairs it is asked at the same time. */
  judgeAtOnce: number;
  /** The share of served answers that may be wrong, 0 to 1, where the night's model checks what it found. */
  maxWrong: number;
  /** The same where there is no model that could: then the share is reckoned, not counted, and at 1% little would be served. */
  maxWrongUnchecked: number;
  /** `trained`, or the seed's rule as `fixed:0.85`. */
  rule: string;
  /** How often a running server looks for new golden answers, milliseconds. */
  refreshMs: number;
  /** Where `classify` reads documents from that is given no path: absolute path of a folder or file. */
  intelFolder?: string;
  models: ModelConfig;
  /** The bot that Goldsmith stands in front of. */
  upstream?: UpstreamConfig;
  /** What a hit saves, US dollars; without it, what the business models' answers cost. */
  savedPerHit?: number;
  /** How long a server that is told to stop waits for the answers in hand, milliseconds. */
  stopMs: number;
  /** A collection of a Chroma server that is the knowledge base in place of what was ingested. */
  chroma?: { url: string; collection: string };
  /** Who may use the desk. Without any token it answers this machine only, as an editor. */
  desk: DeskConfig;
}

/** The tokens that open the desk. */
export interface DeskConfig {
  /** Opens it to change things. */
  adminToken?: string;
  /** Opens it to look only. */
  readerToken?: string;
}

/** An OpenAI-compatible server that answers what the cache does not. */
export interface UpstreamConfig {
  /** Its base URL, such as `https://api.openai.com/v1`. */
  url: string;
  /** Sent in place of what the client sends as its key. */
  apiKey?: string;
  /** How long it may take to its first byte, and from one byte to the next, milliseconds. */
  timeoutMs: number;
}

/** A model server. */
export interface Endpoint {
  apiKey?: string;
  baseUrl: string;
}

/**
 * Which language models are used, as `provider:model`, tried in turn. By day a role that names none uses business's, and
 * fallback's follow each list; the offline model is the last.
 */
export interface ModelConfig {
  casual: string[];
  business: string[];
  code: string[];
  night: string[];
  fallback: string[];
  /** How long one model may take for one answer, or for the first text of one that is streamed, milliseconds. */
  timeoutMs: number;
  anthropic: { apiKey?: string; baseUrl?: string };
  openai: { apiKey?: string; baseUrl?: string };
  /** More servers of the openai kind, by the name that stands before the colon. */
  endpoints: Record<string, Endpoint>;
  /** The operator's own prices of models, a JSON file. */
  pricesFile?: string;
}

/**
 * Reads and checks the settings.
 * @throws GoldsmithError `bad-setting`, naming each setting that is wrong, what is expected, and never its value.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(given);
  const { endpoints, problems } = readEndpoints(given);
  const lines = (parsed.error?.issues ?? []).map((issue) => `${String(issue.path[0])}: ${issue.message}`);
  problems.push(...unknownRoles(given));
  if (parsed.success) problems.push(...unknownProviders(parsed.data, endpoints));
  if (!parsed.success || problems.length > 0) {
    throw new GoldsmithError('bad-setting', `Settings are not usable. ${[...lines, ...problems].join('; ')}`);
  }
  const e = parsed.data;
  if ((e.GOLDSMITH_CHROMA_URL === undefined) !== (e.GOLDSMITH_CHROMA_COLLECTION === undefined)) {
    throw new GoldsmithError(
      'bad-setting',
      'Settings are not usable. GOLDSMITH_CHROMA_URL and GOLDSMITH_CHROMA_COLLECTION: set both, or neither.',
    );
  }
  if (e.GOLDSMITH_ADMIN_TOKEN !== undefined && e.GOLDSMITH_ADMIN_TOKEN === e.GOLDSMITH_READER_TOKEN) {
    throw new GoldsmithError(
      'bad-setting',
      'Settings are not usable. GOLDSMITH_READER_TOKEN: must not be the admin token, or every reader would be an editor.',
    );
  }
  return {
    dataFolder: resolve(e.GOLDSMITH_DATA),
    databaseUrl: e.DATABASE_URL,
    host: e.GOLDSMITH_HOST,
    port: e.GOLDSMITH_PORT ?? e.PORT ?? 8080,
    logLevel: e.GOLDSMITH_LOG_LEVEL,
    languages: e.GOLDSMITH_LANGUAGES,
    maxWrong: e.GOLDSMITH_MAX_WRONG ?? 0.01,
    maxWrongUnchecked: e.GOLDSMITH_MAX_WRONG_UNCHECKED ?? e.GOLDSMITH_MAX_WRONG ?? 0.05,
    review: e.GOLDSMITH_REVIEW === 'required',
    judgeCalls: e.GOLDSMITH_JUDGE_CALLS,
    judgeAtOnce: e.GOLDSMITH_JUDGE_AT_ONCE,
    rule: e.GOLDSMITH_RULE,
    refreshMs: e.GOLDSMITH_REFRESH_MS,
    intelFolder: e.GOLDSMITH_INTEL_FOLDER && resolve(e.GOLDSMITH_INTEL_FOLDER),
    savedPerHit: e.GOLDSMITH_SAVED_PER_HIT,
    stopMs: e.GOLDSMITH_STOP_MS,
    chroma:
      e.GOLDSMITH_CHROMA_URL !== undefined && e.GOLDSMITH_CHROMA_COLLECTION !== undefined
        ? { url: e.GOLDSMITH_CHROMA_URL, collection: e.GOLDSMITH_CHROMA_COLLECTION }
        : undefined,
    desk: { adminToken: e.GOLDSMITH_ADMIN_TOKEN, readerToken: e.GOLDSMITH_READER_TOKEN },
    models: {
      casual: e.GOLDSMITH_MODEL_CASUAL,
      business: e.GOLDSMITH_MODEL_BUSINESS,
      code: e.GOLDSMITH_MODEL_CODE,
      night: e.GOLDSMITH_MODEL_NIGHT,
      fallback: e.GOLDSMITH_MODEL_FALLBACK,
      timeoutMs: e.GOLDSMITH_MODEL_TIMEOUT_MS,
      anthropic: { apiKey: e.ANTHROPIC_API_KEY, baseUrl: e.ANTHROPIC_BASE_URL },
      openai: { apiKey: e.GOLDSMITH_OPENAI_API_KEY, baseUrl: e.GOLDSMITH_OPENAI_URL },
      endpoints,
      pricesFile: e.GOLDSMITH_PRICES && resolve(e.GOLDSMITH_PRICES),
    },
    upstream: e.GOLDSMITH_UPSTREAM
      ? {
          url: e.GOLDSMITH_UPSTREAM,
          apiKey: e.GOLDSMITH_UPSTREAM_API_KEY,
          timeoutMs: e.GOLDSMITH_UPSTREAM_TIMEOUT_MS ?? e.GOLDSMITH_MODEL_TIMEOUT_MS,
        }
      : undefined,
  };
}

const ENDPOINT = 'GOLDSMITH_ENDPOINT_';

/** Names that are providers already. */
const TAKEN: Record<string, string> = {
  ANTHROPIC: 'ANTHROPIC_BASE_URL',
  OPENAI: 'GOLDSMITH_OPENAI_URL',
  OFFLINE: 'another name',
};

/** The named endpoints: `GOLDSMITH_ENDPOINT_RUNPOD_URL` and `_API_KEY` make the provider `runpod`. */
function readEndpoints(given: Record<string, string | undefined>) {
  const endpoints: Record<string, Endpoint> = {};
  const problems: string[] = [];
  const settings = Object.keys(given).filter((setting) => setting.startsWith(ENDPOINT));
  for (const setting of settings) {
    const [, name, what] = /^([A-Z][A-Z0-9_]*)_(URL|API_KEY)$/.exec(setting.slice(ENDPOINT.length)) ?? [];
    const url = `${ENDPOINT}${name}_URL`;
    if (!name) problems.push(`${setting}: must be ${ENDPOINT}NAME_URL or ${ENDPOINT}NAME_API_KEY`);
    else if (name in TAKEN) problems.push(`${setting}: the name ${name} is taken; use ${TAKEN[name]}`);
    else if (what === 'API_KEY' && !given[url]) problems.push(`${setting}: needs ${url} beside it`);
    else if (what === 'URL') {
      const address = endpoint.safeParse(given[setting]);
      if (!address.success) problems.push(`${setting}: ${address.error.issues[0].message}`);
      else endpoints[name.toLowerCase()] = { apiKey: given[`${ENDPOINT}${name}_API_KEY`], baseUrl: address.data };
    }
  }
  return { endpoints, problems };
}

/** A line for each role that there is not, such as a misspelt one. */
function unknownRoles(given: Record<string, string | undefined>): string[] {
  const known = Object.keys(environment.shape).filter((setting) => setting.startsWith('GOLDSMITH_MODEL_'));
  return Object.keys(given)
    .filter((setting) => setting.startsWith('GOLDSMITH_MODEL_') && !known.includes(setting))
    .map((setting) => `${setting}: there is no such setting; there are ${known.join(', ')}`);
}

/** A line for each list of models that names a provider which is not set up. */
function unknownProviders(settings: z.infer<typeof environment>, endpoints: Record<string, Endpoint>): string[] {
  const known = new Set(['anthropic', 'openai', 'offline', ...Object.keys(endpoints)]);
  return Object.entries(settings)
    .filter((entry): entry is [string, string[]] => entry[0].startsWith('GOLDSMITH_MODEL_') && Array.isArray(entry[1]))
    .flatMap(([setting, names]) => {
      const unknown = names.map((name) => name.split(':')[0]).find((provider) => !known.has(provider));
      const url = `${ENDPOINT}${unknown?.toUpperCase()}_URL`;
      return unknown === undefined
        ? []
        : [`${setting}: a provider is neither anthropic nor openai, and ${url} is not set`];
    });
}

/**
 * The settings as a program gives them, by their names in the environment; what it leaves out is as the environment says.
 * @param defaults stand in where neither says anything.
 * @throws GoldsmithError `bad-setting`, as {@link loadConfig}.
 */
export function loadConfigWith(settings: Record<string, string>, defaults: Record<string, string> = {}): Config {
  return loadConfig({ ...defaults, ...process.env, ...settings });
}

/** The environment for a process of this installation that works on the same database, with the settings of this one. */
export function environmentOf({ dataFolder, databaseUrl }: Config): Record<string, string | undefined> {
  return { ...process.env, GOLDSMITH_DATA: dataFolder, DATABASE_URL: databaseUrl };
}

/**
 * Checks a rule that was given elsewhere than in the environment.
 * @throws GoldsmithError `bad-setting`, saying what is expected.
 */
export function parseRule(text: string): string {
  const parsed = rule.safeParse(text);
  if (!parsed.success) throw new GoldsmithError('bad-setting', `A rule ${parsed.error.issues[0].message}.`);
  return parsed.data;
}

/** Goldsmith's version, from package.json. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
