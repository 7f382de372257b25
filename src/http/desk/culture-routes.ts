import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { readKeptChunks } from '../../culture/kept-chunk.ts';
import { editCulture, listCulture, readCulture, restoreCulture } from '../../desk/api/culture.ts';
import { CultureDesk } from '../../desk/culture-desk.ts';
import { deskRoute } from './desk-route.ts';

/** The cultural chunks, and what people change about them. */
export function cultureRoutes(scope: FastifyInstance, { database }: App): void {
  const desk = new CultureDesk(database);
  deskRoute(scope, listCulture, async ({ signal }) => ({ chunks: await readKeptChunks(database, { signal }) }));
  deskRoute(scope, readCulture, ({ params, signal }) => desk.read(params.id, { signal }));
  deskRoute(scope, editCulture, ({ user, params, body: { version, ...change } }) =>
    desk.edit(user, params.id, version, change),
  );
  deskRoute(scope, restoreCulture, ({ user, params, body }) => desk.restore(user, params.id, body.version, body.to));
}
