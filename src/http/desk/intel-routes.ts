import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { listIntel } from '../../desk/api/intel.ts';
import { AUDIENCES, TOPICS } from '../../intel/classification.ts';
import { listDocuments } from '../../intel/list-documents.ts';
import { deskRoute } from './desk-route.ts';

/** The documents that were classified. */
export function intelRoutes(scope: FastifyInstance, { database }: App): void {
  deskRoute(scope, listIntel, async ({ query, signal }) => {
    const listed = await listDocuments(database, query, query, { signal });
    return { ...listed, page: query.page, topics: [...TOPICS], audiences: [...AUDIENCES] };
  });
}
