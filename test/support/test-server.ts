import type { App } from '../../src/app.ts';
import { createServer, listen } from '../../src/http/create-server.ts';
import { stopServer } from '../../src/http/stop-server.ts';

/** Far more than any answer takes, on the slowest machine. */
const GIVE_UP_MS = 20_000;

/** What came back for a request. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the server sent.
  body: any;
}

/** A really listening server of an app. */
export interface TestServer {
  url: string;
  /** Asks the chat endpoint. */
  chat(query: string, more?: Record<string, unknown>): Promise<HttpAnswer>;
  /** Posts a body as it stands to the chat endpoint. */
  post(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<HttpAnswer>;
  get(path: string): Promise<HttpAnswer>;
  /** Marks the answer of a lookup as wrong. */
  markWrong(key: string): Promise<HttpAnswer>;
  /** Stops listening; the app stays. */
  close(): Promise<void>;
}

/** Starts an app as `goldsmith serve` does, on a free port. */
export async function openTestServer(app: App): Promise<TestServer> {
  const server = createServer(app, true);
  await app.migration.start();
  await app.golden.connect();
  const url = await listen(server, '127.0.0.1', 0);
  const request = async (path: string, init?: RequestInit): Promise<HttpAnswer> => {
    const response = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(GIVE_UP_MS) });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const post: TestServer['post'] = (body, headers = { 'content-type': 'application/json' }) =>
    request('/bali-zero/chat', { method: 'POST', body, headers });
  return {
    url,
    post,
    chat: (query, more = {}) => post(JSON.stringify({ query, user_email: 'anna@example.com', ...more })),
    get: (path) => request(path),
    markWrong: (key) => request(`/lookups/${key}/wrong`, { method: 'POST' }),
    close: () => stopServer(server, GIVE_UP_MS, app.log),
  };
}
