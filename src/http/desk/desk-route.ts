import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { reasonNotStorable } from '../../database/storable-text.ts';
import type { Endpoint, EndpointAnswer, EndpointRequest } from '../../desk/api/endpoint.ts';
import { otherAnswer } from '../../desk/api/shown-answer.ts';
import type { DeskUser } from '../../desk/desk-sessions.ts';
import { GoldsmithError } from '../../errors.ts';
import { clientSignal } from '../client-signal.ts';
import { errorResponse } from '../describe-error.ts';

/** What a handler of the desk's API is given. */
export interface DeskCall<E extends Endpoint> extends EndpointRequest<E> {
  /** Who asks; undefined where an endpoint for anyone is asked by nobody in particular. */
  user: E['role'] extends 'anyone' ? DeskUser | undefined : DeskUser;
  /** Aborted when the client hangs up. */
  signal: AbortSignal;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** A file to download. */
export interface SentFile {
  name: string;
  /** Its media type. */
  type: string;
  text: AsyncIterable<string>;
}

/** Adds the route of an endpoint to the desk's API; the guard sees to who may call it. */
export function deskRoute<E extends Endpoint>(
  scope: FastifyInstance,
  endpoint: E,
  handle: (call: DeskCall<E>) => Promise<EndpointAnswer<E>>,
): void {
  scope.route({
    ...optionsOf(endpoint, endpoint.answer),
    handler: (request, reply) => handle(callOf<E>(request, reply)),
  });
}

/** Adds the route of an endpoint that answers with a file. */
export function deskFile<E extends Endpoint & { file: readonly string[] }>(
  scope: FastifyInstance,
  endpoint: E,
  handle: (call: DeskCall<E>) => Promise<SentFile>,
): void {
  const content = Object.fromEntries(endpoint.file.map((type) => [type, { schema: endpoint.answer }]));
  scope.route({
    ...optionsOf(endpoint, { description: 'The file.', content }),
    handler: async (request, reply) => {
      const { name, type, text } = await handle(callOf<E>(request, reply));
      reply.header('content-disposition', `attachment; filename="${name}"`);
      return reply.type(`${type}; charset=utf-8`).send(Readable.from(text));
    },
  });
}

function optionsOf({ role, method, path: url, ...endpoint }: Endpoint, answer: unknown) {
  const { summary, description, params, query, body, conflict, longestBody } = endpoint;
  const schema = {
    ...{ summary, description, tags: ['desk'] },
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    response: {
      200: answer,
      ...ERRORS,
      ...(params && { 404: errorResponse.describe('There is no such thing.') }),
      ...(longestBody && { 413: errorResponse.describe('The body is too long.') }),
      ...(conflict && { 409: conflictResponse(conflict) }),
    },
  };
  const config = { deskRole: role ?? (method === 'GET' ? ('reader' as const) : ('editor' as const)) };
  const preValidation = longestBody ? undefined : refuseUnstorable;
  return { schema, config, method, url, preValidation, ...(longestBody && { bodyLimit: longestBody }) };
}

/** Refuses text that the database could not keep as it is; of a whole file the lines are looked at one by one. */
async function refuseUnstorable({ query, body }: FastifyRequest): Promise<void> {
  const reason = reasonNotStorable(query) ?? reasonNotStorable(body);
  if (reason) throw new GoldsmithError('bad-input', `The request ${reason}.`);
}

function callOf<E extends Endpoint>(request: FastifyRequest, reply: FastifyReply): DeskCall<E> {
  return {
    ...({ params: request.params, query: request.query, body: request.body } as EndpointRequest<E>),
    user: request.deskUser as DeskCall<E>['user'],
    signal: clientSignal(reply),
    ...{ request, reply },
  };
}

const ERRORS = {
  400: refusedResponse(),
  401: errorResponse.describe('Nobody is signed in.'),
  403: errorResponse.describe('Who is signed in may not do this, or it did not come from the desk itself.'),
  503: errorResponse.describe('The database is away; try again.'),
};

function refusedResponse() {
  const error = errorResponse.shape.error.extend({ current: otherAnswer.optional() });
  return errorResponse.extend({ error }).meta({
    description: 'The request is not usable; `current` names the answer that is in its way, if one is.',
    examples: [{ success: false, error: { code: 'bad-input', message: 'question: must not be empty' } }],
  });
}

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
