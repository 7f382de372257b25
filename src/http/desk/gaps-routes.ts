import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { withSignal } from '../../database/with-signal.ts';
import { readGaps } from '../../desk/api/gaps.ts';
import { readGaps as gapsIn } from '../../desk/read-gaps.ts';
import { deskRoute } from './desk-route.ts';

/** What is asked and not answered. */
export function gapsRoutes(scope: FastifyInstance, { database }: App): void {
  deskRoute(scope, readGaps, ({ query, signal }) => gapsIn(withSignal(database, signal), query.limit));
}
