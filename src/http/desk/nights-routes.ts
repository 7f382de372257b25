import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { getNight, listChanges, listNights, startNight, stopNight, watchNight } from '../../desk/api/night.ts';
import { recordChange } from '../../desk/audit.ts';
import type { DeskSessions } from '../../desk/desk-sessions.ts';
import { NightStarter } from '../../desk/night-starter.ts';
import { GoldsmithError } from '../../errors.ts';
import { readChanges, readNight, readNights } from '../../nightly/read-nights.ts';
import { requestStop } from '../../nightly/request-stop.ts';
import { EventStream } from '../sse.ts';
import { userOf } from './desk-guard.ts';
import { deskRoute } from './desk-route.ts';

const LOOK_MS = 1_000;
const MOST_CHANGES = 500;

/** The nights: what they did, start one, watch it, stop it. */
export function nightsRoutes(scope: FastifyInstance, { database, config, log }: App, sessions: DeskSessions): void {
  const starter = new NightStarter({ database, config, log });
  const closing = new AbortController();
  // Who watches would keep the server from stopping.
  scope.addHook('preClose', async () => closing.abort());
  scope.addHook('onClose', () => starter.close());

  deskRoute(scope, listNights, async ({ query }) => {
    const read = await readNights(database, query.limit + 1, query.before);
    const nights = read.slice(0, query.limit);
    return { nights, next: read.length > nights.length ? (nights.at(-1)?.run ?? null) : null };
  });

  deskRoute(scope, getNight, async ({ params }) => {
    const found = await readNight(database, params.run);
    if (!found) throw notFound(params.run);
    return found;
  });

  deskRoute(scope, listChanges, async ({ params, query }) => ({
    changes: await readChanges(database, params.run, query.kind, MOST_CHANGES),
  }));

  deskRoute(scope, startNight, async ({ body, user }) => {
    const { days, max_golden: maxGolden, regenerate_cultural: regenerateCultural, only_stale: onlyStale } = body;
    const run = await starter.start({ days, maxGolden, regenerateCultural, onlyStale });
    const subject = run === null ? undefined : { kind: 'night', id: run };
    await recordChange(database, { who: user.name, action: 'night.start', subject, after: body });
    return { run };
  });

  deskRoute(scope, stopNight, async ({ params: { run }, user }) => {
    const wasRunning = await database.transaction(async (tx) => {
      const isAsked = await requestStop(tx, run);
      if (isAsked)
        await recordChange(tx, { who: user.name, action: 'night.stop', subject: { kind: 'night', id: run } });
      return isAsked;
    });
    if (!wasRunning) throw notFound(run, ' that still runs');
    return { success: true as const };
  });

  deskRoute(scope, watchNight, async ({ request, reply, signal }) => {
    const until = AbortSignal.any([signal, closing.signal]);
    const events = new EventStream(reply, until);
    const newest = async () => {
      const [night] = await readNights(database, 1);
      return night ? ((await readNight(database, night.run)) ?? null) : null;
    };
    let told: string | undefined;
    try {
      // It ends with the session: who connects anew is told to sign in.
      while (!until.aborted && (await userOf(request, sessions))) {
        const now = JSON.stringify(await newest());
        if (now !== told) await events.sendText(now);
        told = now;
        await pause(LOOK_MS, undefined, { signal: until });
      }
    } catch (error) {
      // The page connects anew by itself, and is told then what is wrong.
      if (!events.isOpen) throw error;
    } finally {
      events.end();
    }
    return null;
  });
}

function notFound(run: number, which = ''): GoldsmithError {
  return new GoldsmithError('not-found', `There is no night ${run}${which}.`);
}
