import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { AnswerDesk } from '../../desk/answer-desk.ts';
import { approveDraft, dismissDraft, listReview, readReview } from '../../desk/api/review.ts';
import { ReviewDesk } from '../../desk/review-desk.ts';
import { deskRoute } from './desk-route.ts';

/** What waits for a person, and what people decide about it. */
export function reviewRoutes(scope: FastifyInstance, app: App): void {
  const review = new ReviewDesk(app);
  const desk = new AnswerDesk(app);
  deskRoute(scope, listReview, ({ query, signal }) => review.list(query, signal));
  deskRoute(scope, readReview, ({ params, signal }) => review.card(params.id, signal));
  deskRoute(scope, approveDraft, async ({ user, params, body: { version, ...edit } }) => {
    await desk.edit(user, params.id, version, edit, true);
    return { success: true as const };
  });
  deskRoute(scope, dismissDraft, async ({ user, params, body }) => {
    await desk.dismissDraft(user, params.id, body.version);
    return { success: true as const };
  });
}
