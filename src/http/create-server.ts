import { type FastifyBaseLogger, type FastifyError, type FastifyInstance, fastify, LogController } from 'fastify';
import { hasZodFastifySchemaValidationErrors, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import { type ErrorCode, GoldsmithError, messageOf } from '../errors.ts';
import { chatRoutes } from './chat-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { lookupRoutes } from './lookup-routes.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  'bad-input': 400,
  'not-found': 404,
  'database-unavailable': 503,
  'model-failed': 502,
};

/** The HTTP door: every route, and errors as JSON. Not listening yet. */
export function createServer(app: App): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = app.log;
  const logController = new LogController({ disableRequestLogging: true });
  const server = fastify({ loggerInstance, logController, bodyLimit: 1024 * 1024 });
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  // Many clients name the type of a body that they do not send.
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : parseJson(request, body.toString(), done),
  );
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, code, message } = describeError(error);
    if (status >= 500) request.log.error({ code, reason: messageOf(error) }, 'a request failed');
    return reply.status(status).send({ success: false, error: { code, message } });
  });
  server.setNotFoundHandler((request, reply) =>
    reply.status(404).send({
      success: false,
      error: { code: 'not-found', message: `There is no ${request.method} ${request.url.split('?')[0]}.` },
    }),
  );
  server.register(healthRoutes(app));
  server.register(chatRoutes(app.chat));
  server.register(lookupRoutes(app.golden));
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

function describeError(error: FastifyError): { status: number; code: string; message: string } {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problems = error.validation.map(
      (issue) => `${issue.instancePath.slice(1).replaceAll('/', '.') || 'body'}: ${issue.message}`,
    );
    return { status: 400, code: 'bad-input', message: `The request is not usable. ${problems.join('; ')}` };
  }
  if (error instanceof GoldsmithError)
    return { status: STATUS[error.code] ?? 500, code: error.code, message: error.message };
  if (error.statusCode && error.statusCode < 500)
    return { status: error.statusCode, code: 'bad-input', message: error.message };
  return { status: 500, code: 'internal', message: 'Something went wrong. The server log says what.' };
}
