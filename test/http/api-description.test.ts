import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createServer } from '../../src/http/create-server.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

interface Operation {
  summary?: string;
  description?: string;
  requestBody?: { content: Record<string, Body> };
  responses: Record<string, { content?: Record<string, Body> }>;
}
/** A body's examples stand beside its schema or within. */
interface Body {
  example?: unknown;
  examples?: Record<string, unknown>;
  schema: { examples?: unknown[] };
}

let opened: TestApp;
let server: TestServer;
let paths: Record<string, Record<string, Operation>>;
before(async () => {
  opened = await openTestApp();
  server = await openTestServer(opened.app);
  paths = (await server.get('/openapi.json')).body.paths;
});
after(async () => {
  await server.close();
  await opened.close();
});

test('the description is valid OpenAPI 3.1', async () => {
  const { body } = await server.get('/openapi.json');
  assert.equal(body.openapi, '3.1.0');
  const { valid, errors } = await new Validator().validate(structuredClone(body));
  assert.ok(valid, JSON.stringify(errors, null, 1));
});

test('every route is in it', async () => {
  const routes: string[] = [];
  const other = createServer(opened.app);
  other.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) {
      if (one !== 'HEAD' && !/^\/($|docs\b|desk\b)/.test(url)) {
        routes.push(`${one.toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`);
      }
    }
  });
  await other.ready();
  await other.close();
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  assert.ok(routes.length >= 6);
  assert.deepEqual(described.sort(), routes.sort());
});

test('every route says what it does, with examples and its errors', () => {
  for (const [path, methods] of Object.entries(paths)) {
    for (const { summary, description, requestBody, responses } of Object.values(methods)) {
      assert.ok(summary && description, path);
      for (const body of Object.values(requestBody?.content ?? {})) assert.ok(hasExample(body), path);
      for (const [status, { content }] of Object.entries(responses)) {
        for (const body of Object.values(content ?? {})) assert.ok(hasExample(body), `${path} ${status}`);
      }
      // The desk asks no model.
      if (requestBody) assert.ok(responses[400] && (responses[502] || path.startsWith('/api/desk/')), path);
    }
  }
});

test('the headers that say what the cache did are told of the routes that send them', async () => {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    paths: Record<
      string,
      { post: { responses: Record<string, { headers?: Record<string, { description?: string }> }> } }
    >;
  };
  const chat = await fetch(`${server.url}/bali-zero/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'hello', user_email: 'anna@example.com' }),
  });
  await chat.arrayBuffer();
  const sent = [...chat.headers.keys()].filter((name) => name.startsWith('x-goldsmith'));
  assert.ok(sent.length >= 4);
  for (const path of ['/bali-zero/chat', '/v1/chat/completions']) {
    const headers = document.paths[path].post.responses[200].headers ?? {};
    for (const name of [...sent, 'x-goldsmith-cluster']) assert.ok(headers[name]?.description, `${path} ${name}`);
  }
});

test('the page is there, and loads nothing from elsewhere', async () => {
  const page = await fetch(`${server.url}/docs`);
  assert.equal(page.status, 200);
  const html = await page.text();
  assert.match(html, /swagger-ui/);
  const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link);
  for (const link of links) {
    const { origin, pathname } = new URL(link, page.url);
    assert.equal(origin, server.url);
    const part = await fetch(`${origin}${pathname}`);
    assert.equal(part.status, 200, link);
    // What is not read would keep the server from closing.
    await part.arrayBuffer();
  }
  const policy = page.headers.get('content-security-policy')!;
  assert.match(policy, /default-src 'self'/);
  assert.doesNotMatch(policy, /upgrade-insecure-requests|https?:/);
});

function hasExample({ example, examples, schema }: Body): boolean {
  return (example ?? examples ?? schema.examples) !== undefined;
}
