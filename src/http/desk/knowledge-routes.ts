import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { addText, listAdded, removeText } from '../../desk/api/knowledge.ts';
import { KnowledgeDesk } from '../../desk/knowledge-desk.ts';
import { deskRoute } from './desk-route.ts';

/** What people add to the knowledge base at the desk. */
export function knowledgeRoutes(scope: FastifyInstance, app: App): void {
  const desk = new KnowledgeDesk(app);
  const elsewhere = app.config.chroma ? 'a Chroma collection' : null;
  deskRoute(scope, listAdded, async () => ({ texts: await desk.list(), elsewhere }));
  deskRoute(scope, addText, ({ user, body, signal }) => desk.add(user, body, signal));
  deskRoute(scope, removeText, ({ user, params }) => desk.remove(user, params.id));
}
