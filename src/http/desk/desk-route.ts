import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { z } from 'zod';
import type { Endpoint, EndpointAnswer, EndpointRequest } from '../../desk/api/endpoint.ts';
import type { DeskUser } from '../../desk/desk-sessions.ts';
import { clientSignal } from '../client-signal.ts';
import { errorResponse } from '../describe-error.ts';

/** What a handler of the desk's API is given. */
export interface DeskCall<E extends Endpoint> extends EndpointRequest<E> {
  /** Who asks; of an endpoint for anyone, nobody. */
  user: DeskUser;
  /** Aborted when the client hangs up. */
  signal: AbortSignal;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Adds the route of an endpoint to the desk's API; the guard sees to who may call it. */
export function deskRoute<E extends Endpoint>(
  scope: FastifyInstance,
  endpoint: E,
  handle: (call: DeskCall<E>) => Promise<EndpointAnswer<E>>,
): void {
  const role = endpoint.role ?? (endpoint.method === 'GET' ? 'reader' : 'editor');
  const { summary, description, params, query, body, answer, conflict } = endpoint;
  const schema = {
    ...{ summary, description, tags: ['desk'] },
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    response: {
      200: answer,
      ...ERRORS,
      ...(params && { 404: errorResponse.describe('There is no such thing.') }),
      ...(conflict && { 409: conflictResponse(conflict) }),
    },
  };
  const options: RouteShorthandOptions = { schema, config: { deskRole: role } };
  scope.route({
    ...options,
    method: endpoint.method,
    url: endpoint.path,
    handler: async (request, reply) =>
      handle({
        ...({ params: request.params, query: request.query, body: request.body } as EndpointRequest<E>),
        user: request.deskUser as DeskUser,
        signal: clientSignal(reply),
        ...{ request, reply },
      }),
  });
}

const ERRORS = {
  400: errorResponse.describe('The request is not usable.'),
  401: errorResponse.describe('Nobody is signed in.'),
  403: errorResponse.describe('Who is signed in may not do this, or it did not come from the desk itself.'),
  503: errorResponse.describe('The database is away; try again.'),
};

function conflictResponse(current: z.ZodType) {
  return z
    .object({
      success: z.literal(false),
      error: z.object({ code: z.string(), message: z.string(), current: current.optional() }),
    })
    .meta({
      description: 'Somebody else was quicker; `current` is what stands there now.',
      examples: [{ success: false, error: { code: 'conflict', message: 'Made has changed this since.' } }],
    });
}
