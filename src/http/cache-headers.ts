import type { ChatAnswer } from '../chat/chat-answer.ts';
import type { Lookup } from '../golden/golden-answer-service.ts';

/** What the headers tell of a lookup, or of what stands in its place. */
export type ToldLookup = Pick<Lookup, 'outcome' | 'milliseconds'> &
  Partial<Pick<Lookup, 'key' | 'cluster'>> & { reason: string };

/**
 * What the cache did, for proxies and for whoever looks: hit, miss or bypass, why, the lookup's milliseconds, the cluster,
 * and the key by which the answer can be marked as wrong.
 */
export function cacheHeaders({ outcome, reason, milliseconds, cluster, key }: ToldLookup): Record<string, string> {
  const headers: Record<string, string> = {
    'x-goldsmith': outcome,
    'x-goldsmith-reason': reason,
    'x-goldsmith-ms': milliseconds.toFixed(3),
  };
  if (cluster !== undefined) headers['x-goldsmith-cluster'] = String(cluster);
  if (key !== undefined) headers['x-goldsmith-lookup'] = key;
  return headers;
}

/** Which way a question went that the cache had no answer for; nothing for a hit. */
export function routeHeader(route: ChatAnswer['route']): Record<string, string> {
  return route ? { 'x-goldsmith-route': route.name } : {};
}

const text = (description: string, example: string) => ({ description, schema: { type: 'string' as const }, example });

/** The same for OpenAPI: the headers of every answer of the chat. */
export const DESCRIBED_HEADERS = {
  'x-goldsmith': text('What the cache did: `hit`, `miss` or `bypass`', 'hit'),
  'x-goldsmith-reason': text('Why, in one word', 'same-words'),
  'x-goldsmith-ms': text('How long the lookup took, milliseconds', '0.084'),
  'x-goldsmith-cluster': text('The cluster that the question resembles most, where there is one', '4'),
  'x-goldsmith-lookup': text(
    'Names the lookup: with it the answer can be marked as wrong. Absent where nothing was looked up',
    '5b0b6b0c-3c1c-4a53-9d0c-0c8f1f0e7a11',
  ),
  'x-goldsmith-route': text(
    "The way of a question that Goldsmith's own models answer: `casual`, `business` or `code`",
    'business',
  ),
};
