import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { getOverview } from '../../desk/api/overview.ts';
import { OverviewReader } from '../../desk/overview.ts';
import { messageOf } from '../../errors.ts';
import { deskRoute } from './desk-route.ts';

/** How it goes. */
export function overviewRoutes(scope: FastifyInstance, { database, config, log }: App): void {
  const overview = new OverviewReader({ database, savedPerHit: config.savedPerHit });
  scope.addHook('onListen', async () => {
    // Nobody waits for it; where the database is away, whoever looks next begins it.
    overview
      .prepare()
      .catch((error) => log.debug({ reason: messageOf(error) }, 'how long hits took is not counted yet'));
  });
  deskRoute(scope, getOverview, ({ signal }) => overview.read(signal));
}
