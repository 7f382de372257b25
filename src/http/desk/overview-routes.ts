import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { getOverview } from '../../desk/api/overview.ts';
import { OverviewReader } from '../../desk/overview.ts';
import { deskRoute } from './desk-route.ts';

/** How it goes. */
export function overviewRoutes(scope: FastifyInstance, { database, servedQuality, config }: App): void {
  const overview = new OverviewReader({ database, quality: servedQuality, savedPerHit: config.savedPerHit });
  deskRoute(scope, getOverview, () => overview.read());
}
