import { isUtf8 } from 'node:buffer';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import { Metrics } from '../metrics/metrics.ts';
import { RequestTally } from '../metrics/request-tally.ts';
import { collectDescription, describeApi } from './api-description.ts';
import { chatRoutes } from './chat-routes.ts';
import { describeError } from './describe-error.ts';
import { deskApi } from './desk/desk-api.ts';
import { deskPage } from './desk/desk-page.ts';
import { endSilentConnections } from './end-silent-connections.ts';
import { followRequests } from './follow-requests.ts';
import { healthRoutes } from './health-routes.ts';
import { lookupRoutes } from './lookup-routes.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { openAiRoutes } from './openai-routes.ts';
import { refuseManyValues } from './refuse-many-values.ts';
import { requestIdOf } from './request-id.ts';
import { sendTogether } from './send-together.ts';

/**
 * The HTTP door: every route, and errors as JSON. Not listening yet.
 * @param checksAnswers checks each answer against its schema, as tests do: that takes longer than most answers.
 */
export function createServer(app: App, checksAnswers = false): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = app.log;
  const logController = new LogController({ disableRequestLogging: true });
  const server = fastify({
    ...{ loggerInstance, logController, bodyLimit: 1024 * 1024 },
    // A logger for each request would cost every hit; the log knows by itself which request is worked on.
    childLoggerFactory: (logger) => logger,
    genReqId: requestIdOf,
    // An address that is none meets no route.
    frameworkErrors: (_error, request, reply) => {
      follow(request as FastifyRequest, reply as FastifyReply);
      const error = { code: 'bad-input', message: 'The address is not usable.' };
      (reply as FastifyReply).status(400).send({ success: false, error });
    },
  });
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(checksAnswers ? serializerCompiler : () => (answer) => JSON.stringify(answer));
  // Many clients name the type of a body that they do not send.
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null);
    try {
      // What people write at the desk is published: it is not guessed.
      if (request.routeOptions.config.deskRole && !isUtf8(body as Buffer))
        throw new GoldsmithError('bad-input', 'The body is not UTF-8.');
      refuseManyValues(body as Buffer);
    } catch (error) {
      return done(error as GoldsmithError);
    }
    return parseJson(request, body.toString(), done);
  });
  server.setErrorHandler((error, request, reply) => {
    const { status, ...told } = describeError(error);
    if (status >= 500) request.log.error({ code: told.code, reason: messageOf(error) }, 'a request failed');
    return reply.status(status).send({ success: false, error: told });
  });
  server.setNotFoundHandler((request, reply) =>
    reply.status(404).send({
      success: false,
      error: { code: 'not-found', message: `There is no ${request.method} ${request.url.split('?')[0]}.` },
    }),
  );
  const requests = new RequestTally();
  const follow = followRequests(server, { tally: requests, log: app.log });
  sendTogether(server);
  endSilentConnections(server);
  collectDescription(server);
  server.register(healthRoutes(app));
  server.register(metricsRoutes(new Metrics(app, requests)));
  server.register(chatRoutes(app.chat));
  server.register(lookupRoutes(app.golden));
  server.register(openAiRoutes(app), { prefix: '/v1' });
  deskApi(server, app);
  deskPage(server);
  describeApi(server);
  return server;
}

/**
 * Listens on the configured address.
 * @returns the URL.
 * @throws GoldsmithError `port-in-use` when something else listens there, or the port may not be used.
 */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error;
    throw new GoldsmithError(
      'port-in-use',
      `Cannot listen on ${host}:${port} (${code}). Set GOLDSMITH_PORT or GOLDSMITH_HOST to something free.`,
      {
        cause: error,
      },
    );
  }
}
