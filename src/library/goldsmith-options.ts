import { z } from 'zod';
import { type Config, loadConfigWith } from '../config.ts';
import { GoldsmithError } from '../errors.ts';

/**
 * Goldsmith's settings for a program. What is left out is as the environment says (`GOLDSMITH_DATA` and so on), or else as it
 * is by default; but only errors are logged unless `logLevel` or the environment says otherwise.
 */
export interface GoldsmithOptions {
  /** Folder of the embedded database. */
  dataFolder?: string;
  /** A PostgreSQL server with pgvector to use in its place. */
  databaseUrl?: string;
  /** Languages that users write in, two-letter codes. */
  languages?: readonly string[];
  /** The share of served answers that may be wrong, 0 to 1, where the night's model checks. */
  maxWrong?: number;
  /** The same where no model checks. */
  maxWrongUnchecked?: number;
  /** `trained`, or the best cosine as `fixed:0.85`. */
  rule?: string;
  /** How often newer golden answers are looked for, milliseconds. */
  refreshMs?: number;
  /** About how many pairs of questions the night's model is asked, at most; 0 for none. */
  judgeCalls?: number;
  logLevel?: Config['logLevel'];
  /** Language models by role, `provider:model` each, tried in turn. */
  models?: {
    casual?: readonly string[];
    business?: readonly string[];
    code?: readonly string[];
    night?: readonly string[];
    fallback?: readonly string[];
    /** How long one model may take for one answer, milliseconds. */
    timeoutMs?: number;
    anthropic?: { apiKey?: string; baseUrl?: string };
    openai?: { apiKey?: string; baseUrl?: string };
    /** More servers of OpenAI's kind, by the name that stands before the colon: `{ runpod: { baseUrl: 'https://...' } }`. */
    endpoints?: Record<string, { apiKey?: string; baseUrl: string }>;
    /** A JSON file of your own prices. */
    pricesFile?: string;
  };
}

const text = z.string().optional();
const number = z.number().optional();
const list = z.array(z.string()).readonly().optional();
const access = z.strictObject({ apiKey: text, baseUrl: text });

/** The form alone: what is misspelt in a plain JavaScript program would otherwise be left out without a word. */
const form: z.ZodType<GoldsmithOptions> = z.strictObject({
  dataFolder: text,
  databaseUrl: text,
  languages: list,
  maxWrong: number,
  maxWrongUnchecked: number,
  rule: text,
  refreshMs: number,
  judgeCalls: number,
  logLevel: z.custom<Config['logLevel']>().optional(),
  models: z
    .strictObject({
      casual: list,
      business: list,
      code: list,
      night: list,
      fallback: list,
      timeoutMs: number,
      anthropic: access.optional(),
      openai: access.optional(),
      endpoints: z.record(z.string(), access.extend({ baseUrl: z.string() })).optional(),
      pricesFile: text,
    })
    .optional(),
});

/**
 * The settings as the environment would hold them, so that both are checked by the same rules.
 * @throws GoldsmithError `bad-setting`, which names the setting.
 */
export function configFrom(given: GoldsmithOptions): Config {
  const { models = {}, ...options } = inForm(given);
  const values: Record<string, string | number | readonly string[] | undefined> = {
    GOLDSMITH_DATA: options.dataFolder,
    DATABASE_URL: options.databaseUrl,
    GOLDSMITH_LANGUAGES: options.languages,
    GOLDSMITH_MAX_WRONG: options.maxWrong,
    GOLDSMITH_MAX_WRONG_UNCHECKED: options.maxWrongUnchecked,
    GOLDSMITH_RULE: options.rule,
    GOLDSMITH_REFRESH_MS: options.refreshMs,
    GOLDSMITH_JUDGE_CALLS: options.judgeCalls,
    GOLDSMITH_LOG_LEVEL: options.logLevel,
    GOLDSMITH_MODEL_CASUAL: models.casual,
    GOLDSMITH_MODEL_BUSINESS: models.business,
    GOLDSMITH_MODEL_CODE: models.code,
    GOLDSMITH_MODEL_NIGHT: models.night,
    GOLDSMITH_MODEL_FALLBACK: models.fallback,
    GOLDSMITH_PRICES: models.pricesFile,
    GOLDSMITH_MODEL_TIMEOUT_MS: models.timeoutMs,
    ANTHROPIC_API_KEY: models.anthropic?.apiKey,
    ANTHROPIC_BASE_URL: models.anthropic?.baseUrl,
    GOLDSMITH_OPENAI_API_KEY: models.openai?.apiKey,
    GOLDSMITH_OPENAI_URL: models.openai?.baseUrl,
    ...namedEndpoints(models.endpoints),
  };
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return loadConfigWith(Object.fromEntries(set.map(([name, value]) => [name, String(value)])), {
    GOLDSMITH_LOG_LEVEL: 'error',
  });
}

function inForm(given: GoldsmithOptions): GoldsmithOptions {
  const { data, error } = form.safeParse(given);
  if (data) return data;
  const problems = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[...issue.path, key].join('.')}: there is no such setting`)
      : `${issue.path.join('.')}: ${issue.message}`,
  );
  throw new GoldsmithError('bad-setting', `Settings are not usable. ${problems.join('; ')}.`);
}

function namedEndpoints(endpoints: Record<string, { apiKey?: string; baseUrl: string }> = {}) {
  const settings = Object.entries(endpoints).flatMap(([name, { apiKey, baseUrl }]) => {
    const prefix = `GOLDSMITH_ENDPOINT_${name.toUpperCase()}`;
    return [
      [`${prefix}_URL`, baseUrl],
      [`${prefix}_API_KEY`, apiKey],
    ];
  });
  return Object.fromEntries(settings);
}
