import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingHttpHeaders, type IncomingMessage, request as rawRequest } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

const ADMIN = 'an admin token of some length';
const READER = 'a reader token of some length';

/** What came back, and the cookie that it set. */
interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the server sent.
  body: any;
  cookie: string | undefined;
}

function asking(server: () => TestServer) {
  return async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ): Promise<Answer> => {
    const response = await fetch(`${server().url}/api/desk${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const cookie = response.headers.get('set-cookie') ?? undefined;
    return { status: response.status, body: await response.json(), cookie };
  };
}

describe('with tokens', () => {
  let opened: TestApp;
  let server: TestServer;
  const ask = asking(() => server);
  before(async () => {
    opened = await openTestApp({ desk: { adminToken: ADMIN, readerToken: READER } });
    server = await openTestServer(opened.app);
  });
  after(async () => {
    await server.close();
    await opened.close();
  });

  const enter = async (token: string) => {
    const { body, cookie } = await ask('POST', '/session', {}, { token, name: 'Wayan' });
    return { cookie: cookie!.split(';')[0], csrf: body.csrf_token as string };
  };

  const who = async (cookie: string) => {
    const { status, body } = await ask('GET', '/session', { cookie });
    assert.equal(status, 200);
    return body;
  };

  test('that nobody is signed in is an answer, and no error', async () => {
    for (const headers of [{}, { cookie: 'goldsmith_desk=made-up' }] as Record<string, string>[]) {
      const { status, body } = await ask('GET', '/session', headers);
      assert.deepEqual([status, body], [200, { name: null }]);
    }
  });

  test('nobody gets in without one, nor with a wrong one', async () => {
    assert.equal((await ask('GET', '/overview')).status, 401);
    assert.equal((await ask('GET', '/overview', { cookie: 'goldsmith_desk=made-up' })).status, 401);
    const wrong = await ask('POST', '/session', {}, { token: `${ADMIN}x`, name: 'Wayan' });
    assert.deepEqual([wrong.status, wrong.body.error.code, wrong.cookie], [401, 'not-signed-in', undefined]);
  });

  test('a name that nobody could tell from another is refused', async () => {
    // Right-to-left override, zero width space, control characters, a line separator, nothing that shows.
    for (const name of ['na\u202eyaW', 'Wa\u200byan', 'Wa\nyan', 'Way\u0007an', 'Wa\u2028yan', '\u3164', '...']) {
      const { status, body, cookie } = await ask('POST', '/session', {}, { token: ADMIN, name });
      assert.deepEqual([status, body.error.code, cookie], [400, 'bad-input', undefined], JSON.stringify(name));
      assert.match(body.error.message, /name: must/);
    }
    for (const name of ['Ni Wayan Söri', "O'Brien-2", 'נועה', '王'])
      assert.equal((await ask('POST', '/session', {}, { token: ADMIN, name })).status, 200, name);
  });

  test('the token opens a session whose cookie no script and no other site can use', async () => {
    const { status, body, cookie } = await ask('POST', '/session', {}, { token: ADMIN, name: ' Wayan ' });
    assert.deepEqual([status, body.name, body.role], [200, 'Wayan', 'editor']);
    for (const part of [/HttpOnly/, /SameSite=Strict/, /Path=\/api\/desk/, /Max-Age=43200/])
      assert.match(cookie!, part);
    assert.doesNotMatch(cookie!, /Secure/);
    const behind = await ask('POST', '/session', { 'x-forwarded-proto': 'https' }, { token: ADMIN, name: 'Wayan' });
    assert.match(behind.cookie!, /Secure/);
    assert.deepEqual(await who(cookie!.split(';')[0]), {
      name: 'Wayan',
      role: 'editor',
      csrf_token: body.csrf_token,
      can_sign_out: true,
    });
    const rows = await opened.app.database.query('SELECT * FROM desk_sessions');
    const kept = JSON.stringify(rows);
    assert.ok(!kept.includes(cookie!.split(/[=;]/)[1]) && !kept.includes(ADMIN), 'neither token is in the table');
  });

  test('a change needs the CSRF token, and must come from the desk itself', async () => {
    const { cookie, csrf } = await enter(READER);
    const leave = (headers: Record<string, string>) => ask('DELETE', '/session', { cookie, ...headers });
    for (const headers of [
      {},
      { 'x-csrf-token': 'another' },
      { 'x-csrf-token': csrf, origin: 'https://elsewhere.example' },
      { 'x-csrf-token': csrf, origin: 'null' },
      { 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' },
      { 'x-csrf-token': csrf, 'sec-fetch-site': 'same-site' },
    ]) {
      const { status, body } = await leave(headers as Record<string, string>);
      assert.deepEqual([status, body.error.code], [403, 'not-allowed'], JSON.stringify(headers));
    }
    const own = { 'x-csrf-token': csrf, origin: server.url, 'sec-fetch-site': 'same-origin' };
    assert.equal((await leave(own)).status, 200);
    assert.deepEqual(await who(cookie), { name: null }, 'the session has ended');
  });

  test('a session ends with its time, and when the operator changes the token', async () => {
    const { cookie } = await enter(ADMIN);
    const { app } = opened;
    const later = await openTestServer({
      ...app,
      config: { ...app.config, desk: { adminToken: 'one that is new today' } },
    });
    const elsewhere = asking(() => later);
    assert.deepEqual((await elsewhere('GET', '/session', { cookie })).body, { name: null });
    await later.close();
    assert.equal((await who(cookie)).name, 'Wayan');
    await app.database.query("UPDATE desk_sessions SET expires_at = now() - interval '1 second'");
    assert.deepEqual(await who(cookie), { name: null });
    assert.equal((await ask('GET', '/overview', { cookie })).status, 401);
  });

  test('who guesses is slowed down, and who is signed in is not', async (t) => {
    const { cookie } = await enter(ADMIN);
    const other = await openTestServer(opened.app);
    t.after(() => other.close());
    const guess = asking(() => other);
    const statuses = new Set<number>();
    for (let i = 0; i < 21; i++)
      statuses.add((await guess('POST', '/session', {}, { token: `guess ${i}`, name: 'x' })).status);
    assert.deepEqual([...statuses], [401, 429]);
    assert.equal((await guess('POST', '/session', {}, { token: ADMIN, name: 'x' })).status, 200, 'the right token');
    assert.equal(await guessFrom('127.0.0.2', other.url), 401, 'who is elsewhere has guessed nothing yet');
    assert.equal((await guess('GET', '/session', { cookie })).body.name, 'Wayan');
  });

  test('what is no sign-in is told so', async () => {
    const { status, body } = await ask('POST', '/session', {}, { token: ADMIN, name: ' ' });
    assert.deepEqual([status, body.error.code], [400, 'bad-input']);
  });
});

/** The status of a wrong guess by a client of another address. */
async function guessFrom(localAddress: string, url: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const request = rawRequest(`${url}/api/desk/session`, { method: 'POST', localAddress, headers });
  request.end(JSON.stringify({ token: 'a guess from elsewhere', name: 'x' }));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode!;
}

describe('without a token', () => {
  let opened: TestApp;
  let server: TestServer;
  before(async () => {
    opened = await openTestApp();
    server = await openTestServer(opened.app);
  });
  after(async () => {
    await server.close();
    await opened.close();
  });

  /** fetch sets the Host header itself. */
  const asHost = (host: string, more: Record<string, string> = {}) =>
    new Promise<number>((resolve, reject) => {
      const url = new URL('/api/desk/session', server.url);
      rawRequest(url, { headers: { host, ...more } }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      })
        .on('error', reject)
        .end();
    });

  test('this machine is an editor, under its own names only', async () => {
    const { port } = new URL(server.url);
    for (const name of ['localhost', '127.0.0.1', '[::1]', '127.1.2.3'])
      assert.equal(await asHost(`${name}:${port}`), 200, name);
    for (const name of ['desk.example.com', 'localhost.example.com', '127.0.0.1.nip.io', '0.0.0.0'])
      assert.equal(await asHost(`${name}:${port}`), 403, name);
  });

  test('what comes through a proxy is not this machine', async () => {
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
      assert.equal(await asHost('localhost', { [header]: '10.0.0.1' }), 403, header);
  });

  test('a change still needs the CSRF token', async () => {
    const ask = asking(() => server);
    const { body } = await ask('GET', '/session');
    assert.deepEqual([body.role, body.can_sign_out], ['editor', false]);
    assert.equal((await ask('DELETE', '/session')).status, 403);
    assert.equal((await ask('DELETE', '/session', { 'x-csrf-token': body.csrf_token })).status, 200);
  });
});

const ENCODINGS = { br: brotliDecompressSync, gzip: gunzipSync, identity: (body: Buffer) => body };

/** What comes over the wire: `fetch` would decompress it. */
async function getRaw(url: string, encoding: string): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  const request = get(url, { headers: { 'accept-encoding': encoding } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { headers: response.headers, body: Buffer.concat(await response.toArray()) };
}

describe('the page', () => {
  test('comes with a strict policy, whatever its address, and holds nothing inline', async (t) => {
    const opened = await openTestApp({ desk: { adminToken: ADMIN } });
    const server = await openTestServer(opened.app);
    t.after(async () => {
      await server.close();
      await opened.close();
    });
    assert.equal((await fetch(server.url)).url, `${server.url}/desk`, 'the bare address leads there');
    for (const path of ['/desk', '/desk/', '/desk/lookups?outcome=hit']) {
      const response = await fetch(`${server.url}${path}`);
      const policy = response.headers.get('content-security-policy')!;
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';.*frame-ancestors 'none'$/);
      assert.doesNotMatch(policy, /unsafe|http/);
      const html = await response.text();
      if (response.status === 503) continue; // Not built here.
      assert.match(html, /<div id="desk">/);
      assert.doesNotMatch(html, /<script(?![^>]*src="\/desk\/assets\/)|<style|style=|https?:/);
      const [, script] = /src="(\/desk\/assets\/[^"]+\.js)"/.exec(html)!;
      const asset = await fetch(`${server.url}${script}`);
      assert.match(asset.headers.get('cache-control')!, /immutable/);
      const text = Buffer.from(await asset.arrayBuffer());
      // The build has compressed it; who takes nothing compressed gets it as it is.
      for (const [encoding, decompress] of Object.entries(ENCODINGS)) {
        const { headers, body } = await getRaw(`${server.url}${script}`, encoding);
        assert.equal(headers['content-encoding'], encoding === 'identity' ? undefined : encoding);
        assert.match(headers['content-type']!, /javascript/);
        assert.match(headers['content-security-policy'] as string, /default-src 'none'/);
        assert.match(headers['cache-control']!, /immutable/);
        assert.ok(encoding === 'identity' || body.length < text.length / 2, `${body.length} of ${text.length} bytes`);
        assert.ok(decompress(body).equals(text));
      }
    }
    assert.ok((await fetch(`${server.url}/desk/assets/..%2f..%2f..%2fpackage.json`)).status >= 400);
  });
});
