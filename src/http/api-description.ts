import swagger, { type SwaggerTransformObject } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { VERSION } from '../config.ts';
import { DESCRIBED_HEADERS } from './cache-headers.ts';

const description = `Finds by night what a chatbot is asked, serves golden answers by day.

Errors are JSON: \`{"success": false, "error": {"code", "message"}}\`, under \`/v1\` in OpenAI's form.`;

/** Collects the description of the routes that are registered afterwards. */
export function collectDescription(server: FastifyInstance): void {
  server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Goldsmith',
        version: VERSION,
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'chat', description: 'The chat and its answers' },
        { name: 'openai', description: "OpenAI's protocol" },
        { name: 'desk', description: 'What the desk shows and does; a session cookie says who asks' },
        { name: 'operation', description: 'How the server is' },
      ],
    },
    transform: describeRoute,
    transformObject: (document) =>
      'openapiObject' in document ? withCacheHeaders(document.openapiObject) : document.swaggerObject,
  });
}

type Described = Extract<Parameters<SwaggerTransformObject>[0], { openapiObject: unknown }>['openapiObject'];

/** zod leaves out the examples of what changes on its way in, as a list that is read to its first bad item; of a body they are what goes in. */
const describeRoute: typeof jsonSchemaTransform = (route) => {
  const described = jsonSchemaTransform(route);
  const given: unknown = route.schema?.body;
  const examples = given instanceof z.ZodType ? given.meta()?.examples : undefined;
  const { body } = described.schema;
  if (!examples || typeof body !== 'object') return described;
  return { ...described, schema: { ...described.schema, body: { ...body, examples } } };
};

/** The plugin takes no headers from the schemas of routes. */
function withCacheHeaders(document: Described): Described {
  for (const path of ['/bali-zero/chat', '/v1/chat/completions']) {
    const answer = document.paths?.[path]?.post?.responses?.[200];
    if (answer && !('$ref' in answer)) answer.headers = DESCRIBED_HEADERS;
  }
  return document;
}

/** The page asks nobody else; over plain HTTP, too: the plugin's own policy would send its files to HTTPS, and it stays blank. */
const DOCS_POLICY =
  "default-src 'self'; base-uri 'self'; font-src 'self' data:; frame-ancestors 'self'; img-src 'self' data:; object-src 'none'; script-src 'self'; script-src-attr 'none'; style-src 'self'";

/** `GET /openapi.json` (OpenAPI 3.1), and the same to read and to try at `/docs`, which loads nothing from elsewhere. */
export function describeApi(server: FastifyInstance): void {
  server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: DOCS_POLICY,
    uiConfig: { docExpansion: 'list', validatorUrl: null },
    theme: { title: 'Goldsmith' },
  });
  server.register(async (scope) => {
    const schema = {
      summary: 'This description',
      description: 'OpenAPI 3.1, made from the schemas that requests are checked by. `/docs` shows it as a page.',
      tags: ['operation'],
    };
    scope.get('/openapi.json', { schema }, async () => server.swagger());
  });
}
