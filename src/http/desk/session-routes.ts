import type { FastifyInstance } from 'fastify';
import type { Session } from '../../desk/api/session.ts';
import { getSession, signIn, signOut } from '../../desk/api/session.ts';
import type { DeskSessions, DeskUser } from '../../desk/desk-sessions.ts';
import { GoldsmithError } from '../../errors.ts';
import { clearSessionCookie, sessionTokenOf, setSessionCookie } from './desk-guard.ts';
import { deskRoute } from './desk-route.ts';

/** Signing in and out, and who is there. */
export function sessionRoutes(scope: FastifyInstance, sessions: DeskSessions): void {
  const told = ({ name, role, csrfToken }: DeskUser): Session => ({
    ...{ name, role, csrf_token: csrfToken },
    can_sign_out: sessions.areNeeded,
  });

  deskRoute(scope, getSession, async ({ user }) => (user ? told(user) : { name: null }));

  deskRoute(scope, signIn, async ({ body, request, reply }) => {
    if (!sessions.areNeeded)
      throw new GoldsmithError('bad-input', 'No token is set here: the desk is open to this machine.');
    const { token, ...user } = await sessions.open(body.token, body.name, request.ip);
    setSessionCookie(request, reply, token);
    return told(user);
  });

  deskRoute(scope, signOut, async ({ request, reply }) => {
    const token = sessionTokenOf(request);
    if (token !== undefined) await sessions.close(token);
    clearSessionCookie(request, reply);
    return { success: true as const };
  });
}
