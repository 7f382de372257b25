import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { DeskSessions } from '../../desk/desk-sessions.ts';
import { answerFilesRoutes } from './answer-files-routes.ts';
import { answersRoutes } from './answers-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { cultureRoutes } from './culture-routes.ts';
import { guardDesk } from './desk-guard.ts';
import { gapsRoutes } from './gaps-routes.ts';
import { intelRoutes } from './intel-routes.ts';
import { knowledgeRoutes } from './knowledge-routes.ts';
import { lookupsRoutes } from './lookups-routes.ts';
import { mapRoutes } from './map-routes.ts';
import { nightsRoutes } from './nights-routes.ts';
import { overviewRoutes } from './overview-routes.ts';
import { reviewRoutes } from './review-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { tryRoutes } from './try-routes.ts';

/** `/api/desk`: what the desk shows and does, for who is signed in. */
export function deskApi(server: FastifyInstance, app: App): void {
  const sessions = new DeskSessions(app.database, app.config.desk);
  server.register(
    async (scope) => {
      await guardDesk(scope, sessions);
      sessionRoutes(scope, sessions);
      overviewRoutes(scope, app);
      lookupsRoutes(scope, app);
      tryRoutes(scope, app);
      reviewRoutes(scope, app);
      answersRoutes(scope, app);
      answerFilesRoutes(scope, app);
      gapsRoutes(scope, app);
      knowledgeRoutes(scope, app);
      mapRoutes(scope, app);
      nightsRoutes(scope, app, sessions);
      cultureRoutes(scope, app);
      intelRoutes(scope, app);
      auditRoutes(scope, app);
    },
    { prefix: '/api/desk' },
  );
}
