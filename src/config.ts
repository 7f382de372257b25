import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { environment, rule } from './environment.ts';
import { GoldsmithError } from './errors.ts';
import type { LOG_LEVELS } from './log.ts';
import { type Endpoint, readEndpoints, unknownProviders, unknownRoles, unknownSettings } from './model-settings.ts';

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
  /** Names that begin as settings do, and are none: misspelt ones. */
  unknown: string[];
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
    unknown: unknownSettings(given),
  };
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
