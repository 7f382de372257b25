import { z } from 'zod';
import { LOG_LEVELS } from './log.ts';

/** How a hit is decided: `trained`, or the seed's `fixed:` and a cosine. */
export const rule = z
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
export const endpoint = z
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
export const environment = z.object({
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

/** The settings, each checked by itself. */
export type Environment = z.infer<typeof environment>;
