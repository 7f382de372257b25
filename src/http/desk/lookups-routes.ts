import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { listLookups } from '../../desk/api/lookups.ts';
import { readLookups } from '../../golden/read-lookups.ts';
import { deskRoute } from './desk-route.ts';

/** The questions, one by one. */
export function lookupsRoutes(scope: FastifyInstance, { database }: App): void {
  deskRoute(scope, listLookups, async ({ query, signal }) => {
    // One more than is shown tells whether there is a next page.
    const read = await readLookups(database, { ...query, limit: query.limit + 1 }, { signal });
    const shown = read.slice(0, query.limit);
    return {
      lookups: shown.map(({ id: _, at, ...row }) => ({ ...row, at: at.toISOString() })),
      next: read.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
    };
  });
}
