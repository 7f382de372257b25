import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DeskRole } from '../../desk/api/endpoint.ts';
import { type DeskSessions, type DeskUser, isSame, newToken, SESSION_SECONDS } from '../../desk/desk-sessions.ts';
import { GoldsmithError } from '../../errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes a request to the desk's API; set by the guard. */
    deskUser: DeskUser | undefined;
  }
  interface FastifyContextConfig {
    deskRole?: DeskRole | 'anyone';
  }
}

const COOKIE = 'goldsmith_desk';
const COOKIE_PATH = '/api/desk';

/** Of whoever sits at this machine, where no token is set. */
const LOCAL: DeskUser = { name: 'local', role: 'editor', csrfToken: newToken() };

/** What a proxy adds: then the connection is from this machine, and the person is not. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * Lets only those through who may: every route of this scope needs a session of its role (`config.deskRole`), and what
 * changes something must come from the desk's own page.
 */
export async function guardDesk(scope: FastifyInstance, sessions: DeskSessions): Promise<void> {
  await scope.register(cookie);
  scope.decorateRequest('deskUser', undefined);
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!sessions.areNeeded) checkLocal(request);
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes) checkOrigin(request);
    const needed = request.routeOptions.config.deskRole;
    // Who signs in is asked for no session, not even for one that has ended.
    if (needed === 'anyone' && changes) return;
    request.deskUser = await userOf(request, sessions);
    if (needed === 'anyone') return;
    if (!request.deskUser)
      throw new GoldsmithError('not-signed-in', 'Nobody is signed in. Sign in at /desk, then do it again.');
    if (needed !== 'reader' && request.deskUser.role !== 'editor')
      throw new GoldsmithError('not-allowed', 'A reader may look and not change. Sign in with the admin token.');
    if (changes) checkCsrf(request, request.deskUser);
  });
}

/** The session cookie: no script reads it, no other site sends it. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(COOKIE, token, { ...cookieOptions(request), maxAge: SESSION_SECONDS });
}

/** Takes it away. */
export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(COOKIE, cookieOptions(request));
}

/** The token of a request's session cookie. */
export function sessionTokenOf(request: FastifyRequest): string | undefined {
  return request.cookies[COOKIE];
}

function cookieOptions(request: FastifyRequest) {
  // A proxy that speaks HTTPS for this server says so; to say it falsely keeps only one's own cookie.
  const secure = request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
  return { path: COOKIE_PATH, httpOnly: true, sameSite: 'strict' as const, secure };
}

/** Who makes a request, as of now. Undefined for who is not signed in, or no longer. */
export async function userOf(request: FastifyRequest, sessions: DeskSessions): Promise<DeskUser | undefined> {
  if (!sessions.areNeeded) return LOCAL;
  const token = sessionTokenOf(request);
  return token === undefined ? undefined : sessions.find(token);
}

/** Both the address and the name asked for: a page elsewhere may give its own name this machine's address (DNS rebinding). */
function checkLocal(request: FastifyRequest): void {
  const isLocal =
    isLoopback(request.socket.remoteAddress) &&
    isLoopback(hostnameOf(request.headers.host)) &&
    PROXY_HEADERS.every((name) => request.headers[name] === undefined);
  if (!isLocal)
    throw new GoldsmithError(
      'not-allowed',
      'Without a token the desk answers this machine only, at http://localhost. Set GOLDSMITH_ADMIN_TOKEN to use it from elsewhere.',
    );
}

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|::ffff:127(\.\d{1,3}){3})$/.test(host);
}

function hostnameOf(host: string | undefined): string | undefined {
  return host !== undefined && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;
}

/** What a browser says of where a request comes from. What is no browser says nothing, and has no cookie that another site could use. */
function checkOrigin({ headers }: FastifyRequest): void {
  const { 'sec-fetch-site': site, origin, host } = headers;
  const isOwn = site === undefined || site === 'same-origin';
  const isOwnOrigin = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (!isOwn || !isOwnOrigin) throw new GoldsmithError('not-allowed', 'A change must come from the desk itself.');
}

function checkCsrf({ headers }: FastifyRequest, { csrfToken }: DeskUser): void {
  const given = headers['x-csrf-token'];
  if (typeof given !== 'string' || !isSame(given, csrfToken))
    throw new GoldsmithError('not-allowed', 'The header x-csrf-token is not that of the session. Load the page anew.');
}
