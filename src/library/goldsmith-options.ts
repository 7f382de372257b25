import { type Config, loadConfigWith } from '../config.ts';

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

/**
 * The settings as the environment would hold them, so that both are checked by the same rules.
 * @throws GoldsmithError `bad-setting`, which names the setting.
 */
export function configFrom({ models = {}, ...options }: GoldsmithOptions): Config {
  const given: Record<string, string | number | readonly string[] | undefined> = {
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
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return loadConfigWith(Object.fromEntries(set.map(([name, value]) => [name, String(value)])), {
    GOLDSMITH_LOG_LEVEL: 'error',
  });
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
