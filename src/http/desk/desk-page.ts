import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Built by `npm run build:desk`; the same way up from the sources and from `dist`. */
const PAGE = fileURLToPath(new URL('../../../dashboard/dist/', import.meta.url));

const POLICY = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "font-src 'self'"],
  ...["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const NOT_BUILT = 'The desk is not built here. In a checkout: npm run build:desk\n';

/** `/desk`: the page itself, which is the same for everybody; what it shows comes from `/api/desk`. */
export function deskPage(server: FastifyInstance): void {
  server.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers(HEADERS);
    });
    if (existsSync(PAGE)) {
      // The build has compressed them.
      await scope.register(fastifyStatic, { root: PAGE, serve: false, cacheControl: false, preCompressed: true });
    }
    const page = async (_request: unknown, reply: FastifyReply) => {
      if (!existsSync(PAGE)) return reply.status(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
      return reply.header('cache-control', 'no-cache').sendFile('index.html');
    };
    const hidden = { schema: { hide: true } };
    // The page's own addresses: all of them begin with the same file.
    scope.get('/desk', hidden, page);
    // Who opens the server's bare address in a browser looks for something to see.
    scope.get('/', hidden, async (_request, reply) => reply.redirect('/desk'));
    scope.get('/desk/*', hidden, page);
    // Their names hold a hash of what is in them.
    scope.get<{ Params: { '*': string } }>('/desk/assets/*', hidden, async (request, reply) => {
      if (!existsSync(PAGE)) return reply.callNotFound();
      return reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .sendFile(`assets/${request.params['*']}`);
    });
  });
}
