import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { withSignal } from '../../database/with-signal.ts';
import { AnswerDesk } from '../../desk/answer-desk.ts';
import { answerDetail, shownVersions } from '../../desk/answer-detail.ts';
import {
  confirmAnswer,
  decideProposal,
  detachPhrasing,
  editAnswer,
  eraseAnswer,
  listAnswers,
  listHits,
  listVersions,
  markHitWrong,
  movePhrasing,
  readAnswer,
  restoreVersion,
  setStatus,
  takeBackMark,
  takeBackWrong,
  writeAnswer,
} from '../../desk/api/answers.ts';
import { listAnswers as readAnswers } from '../../desk/list-answers.ts';
import { listHits as readHits } from '../../desk/list-hits.ts';
import { MarkDesk, type TakenBackMark } from '../../desk/mark-desk.ts';
import { PhrasingDesk } from '../../desk/phrasing-desk.ts';
import { writeByHand } from '../../desk/write-by-hand.ts';
import { deskRoute } from './desk-route.ts';

/** The golden answers: looked at, written, changed. */
export function answersRoutes(scope: FastifyInstance, app: App): void {
  const { database } = app;
  const desk = new AnswerDesk(app);
  deskRoute(scope, listAnswers, ({ query, signal }) => readAnswers(withSignal(database, signal), query));
  deskRoute(scope, readAnswer, ({ params, signal }) => answerDetail(withSignal(database, signal), params.id));
  deskRoute(scope, listVersions, async ({ params, signal }) => ({
    versions: await shownVersions(withSignal(database, signal), params.id),
  }));
  deskRoute(scope, listHits, ({ params, query, signal }) => readHits(withSignal(database, signal), params.id, query));
  deskRoute(scope, writeAnswer, async ({ user, body }) => answerDetail(database, await writeByHand(app, user, body)));
  deskRoute(scope, editAnswer, async ({ user, params, body: { version, ...edit } }) => {
    await desk.edit(user, params.id, version, edit);
    return answerDetail(database, params.id);
  });
  deskRoute(scope, setStatus, async ({ user, params, body: { version, status } }) => {
    const act = { published: desk.publish, paused: desk.pause, dismissed: desk.dismiss }[status];
    await act.call(desk, user, params.id, version);
    return answerDetail(database, params.id);
  });
  deskRoute(scope, confirmAnswer, async ({ user, params, body }) => {
    await desk.confirm(user, params.id, body.version);
    return answerDetail(database, params.id);
  });
  deskRoute(scope, restoreVersion, async ({ user, params, body }) => {
    await desk.restore(user, params.id, body.version, body.to);
    return answerDetail(database, params.id);
  });
  deskRoute(scope, decideProposal, async ({ user, params, body: { version, at, accept } }) => {
    await desk.decideProposal(user, params.id, version, new Date(at), accept);
    return answerDetail(database, params.id);
  });
  deskRoute(scope, eraseAnswer, async ({ user, params, query }) => {
    await desk.erase(user, params.id, query.version);
    return { success: true as const };
  });
  phrasingRoutes(scope, app);
}

function phrasingRoutes(scope: FastifyInstance, app: App): void {
  const desk = new PhrasingDesk(app);
  const takeBack = new MarkDesk(app);
  deskRoute(scope, movePhrasing, async ({ user, params, body }) => {
    await desk.move(user, params.id, params.phrasing, body.to);
    return answerDetail(app.database, params.id);
  });
  deskRoute(scope, detachPhrasing, async ({ user, params }) => {
    await desk.detach(user, params.id, params.phrasing);
    return answerDetail(app.database, params.id);
  });
  deskRoute(scope, markHitWrong, async ({ user, params }) => {
    const never_again = await desk.markWrong(user, params.id, params.key);
    return { success: true as const, never_again };
  });
  deskRoute(scope, takeBackMark, async ({ user, params }) => {
    const taken = await takeBack.mark(user, params.id, params.mark);
    return { ...(await answerDetail(app.database, params.id)), taken_back: toTakenBack(taken) };
  });
  deskRoute(scope, takeBackWrong, async ({ user, params }) => {
    const taken = await takeBack.wrongHit(user, params.id, params.key);
    return { ...(await answerDetail(app.database, params.id)), taken_back: toTakenBack(taken) };
  });
}

function toTakenBack({ silencedBy, ...taken }: TakenBackMark) {
  return { ...taken, silenced_by: silencedBy };
}
