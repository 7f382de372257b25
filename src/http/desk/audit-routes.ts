import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { listAudit } from '../../desk/api/audit.ts';
import { readAudit } from '../../desk/list-audit.ts';
import { deskRoute } from './desk-route.ts';

/** Who changed what. */
export function auditRoutes(scope: FastifyInstance, { database }: App): void {
  deskRoute(scope, listAudit, ({ query, signal }) => readAudit(database, query, { signal }));
}
