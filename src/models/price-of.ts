import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { TokenUsage } from './language-model.ts';
import bundled from './prices.json' with { type: 'json' };

const usdPerMillion = z.number().min(0);

const priceEntry = z.strictObject({
  /** The model's name, or its beginning where a date or `latest` follows. */
  prefix: z.string().min(1),
  /** US dollars for a million tokens. */
  input: usdPerMillion,
  output: usdPerMillion,
  /** Input that the provider had in its cache; as `input` where it is not told. */
  cachedInput: usdPerMillion.optional(),
  /** The largest input, in tokens, that the price is for. */
  upTo: z.number().int().positive().optional(),
  /** The one host that asks this price: an open model costs something else everywhere. */
  host: z.string().optional(),
});

const priceFile = z.looseObject({ prices: z.array(priceEntry) });

/** What a model costs, from one size of input to the next. */
export type PriceEntry = z.infer<typeof priceEntry>;

/** What a call costs, US dollars; undefined when that is not known. */
export type Pricing = (usage: TokenUsage) => number | undefined;

/** Those that came with Goldsmith; `prices.json` says from where and when. */
const BUNDLED: PriceEntry[] = priceFile.parse(bundled).prices;

/**
 * The price of a model. The operator's own entries come first; those that came with Goldsmith do not hold for a server of
 * one's own, which runs what it likes under any name.
 * @param model its name without the provider.
 * @param baseUrl where it is asked.
 */
export function priceOf(model: string, baseUrl: string, own: readonly PriceEntry[] = []): Pricing {
  const { hostname } = new URL(baseUrl);
  const isFor = ({ prefix, host }: PriceEntry) => isNamed(model, prefix) && (host === undefined || host === hostname);
  const ours = own.filter(isFor);
  const entries = ours.length > 0 || isPrivate(hostname) ? ours : BUNDLED.filter(isFor);
  const longest = Math.max(0, ...entries.map(({ prefix }) => prefix.length));
  const bySize = entries
    .filter(({ prefix }) => prefix.length === longest)
    .sort((a, b) => (a.upTo ?? Number.POSITIVE_INFINITY) - (b.upTo ?? Number.POSITIVE_INFINITY));
  return (usage) => {
    const entry = bySize.find(({ upTo }) => upTo === undefined || usage.inputTokens <= upTo);
    return entry && costAt(entry, usage);
  };
}

function costAt({ input, output, cachedInput = input }: PriceEntry, usage: TokenUsage): number {
  const cached = usage.cachedInputTokens ?? 0;
  return ((usage.inputTokens - cached) * input + cached * cachedInput + usage.outputTokens * output) / 1_000_000;
}

/** "gpt-5" is the name of gpt-5-2025-08-07 too, but not of gpt-5-mini or gpt-5.2, which cost something else. */
function isNamed(model: string, prefix: string): boolean {
  return model.startsWith(prefix) && /^([-@](latest|\d{4}-?\d{2}-?\d{2}))?$/.test(model.slice(prefix.length));
}

/** A server of one's own: this machine, or one that the public network does not know. */
function isPrivate(hostname: string): boolean {
  return (
    !hostname.includes('.') ||
    /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(hostname) ||
    /\.(local|internal|localhost)$/.test(hostname)
  );
}

/**
 * Reads the operator's own prices, a file like `prices.json`.
 * @throws GoldsmithError `bad-setting` when it cannot be read or is not of that form.
 */
export function readPrices(file: string): PriceEntry[] {
  try {
    return priceFile.parse(JSON.parse(readFileSync(file, 'utf8'))).prices;
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new GoldsmithError('bad-setting', `GOLDSMITH_PRICES: the file ${file} is not usable. ${why}`);
  }
}
