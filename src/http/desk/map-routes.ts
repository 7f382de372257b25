import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { readMap } from '../../desk/api/map.ts';
import { MapDesk } from '../../desk/map/map-desk.ts';
import { deskRoute } from './desk-route.ts';

/** The questions on a map. */
export function mapRoutes(scope: FastifyInstance, app: App): void {
  const map = new MapDesk(app);
  scope.addHook('onClose', () => map.close());
  deskRoute(scope, readMap, ({ signal }) => map.read(signal));
}
