import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Logger, workingOn } from '../log.ts';
import type { RequestTally } from '../metrics/request-tally.ts';

/** What stands for the status of an answer whose client went away before it was out. */
const HUNG_UP = 499;

/**
 * Follows each request: its id goes into the answer's `x-request-id` and into every line that is logged for it; how it ended is
 * counted, and logged at level debug.
 * @returns what follows a request that meets no hook.
 */
export function followRequests(
  server: FastifyInstance,
  { tally, log }: { tally: RequestTally; log: Logger },
): (request: FastifyRequest, reply: FastifyReply) => void {
  const isTold = log.isLevelEnabled('debug');
  const end = (request: FastifyRequest, reply: FastifyReply) => {
    const route = routeOf(request);
    const status = reply.raw.writableFinished ? reply.raw.statusCode : HUNG_UP;
    const milliseconds = reply.elapsedTime;
    tally.add(route, status, milliseconds);
    if (!isTold) return;
    const { id: requestId, method } = request;
    log.debug({ requestId, method, route, status, milliseconds }, 'a request has ended');
  };
  const follow = (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('x-request-id', request.id);
    // Unlike `finish`, and the hooks that rest on it, this comes for every answer, however it is sent and whoever breaks it off.
    reply.raw.once('close', () => end(request, reply));
  };
  server.addHook('onRequest', (request, reply, done) => {
    follow(request, reply);
    done();
  });
  // Not sooner: a body is read by the connection, which has requests before and after this one.
  server.addHook('preValidation', (request, _reply, done) => workingOn(request.id, done));
  return follow;
}

/** The route's pattern: an address may hold anything. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions?.url ?? 'none';
}
