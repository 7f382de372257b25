import type { ChatAnswer } from '../chat/chat-service.ts';
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
