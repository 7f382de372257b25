export const ADMIN_TOKEN = 'an admin token of some length';
export const READER_TOKEN = 'a reader token of some length';

/** What the desk's API answered. */
export interface DeskAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the server sent.
  body: any;
}

/** Calls the desk's API as somebody who is signed in. */
export interface DeskClient {
  ask(method: string, path: string, body?: unknown): Promise<DeskAnswer>;
  /** What goes with every request of theirs. */
  headers: Record<string, string>;
}

/** Signs in at a server. */
export async function signInAt(url: string, token: string, name: string): Promise<DeskClient> {
  const response = await fetch(`${url}/api/desk/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name }),
  });
  const { csrf_token } = (await response.json()) as { csrf_token: string };
  const headers = { cookie: response.headers.get('set-cookie')!.split(';')[0], 'x-csrf-token': csrf_token };
  return { headers, ask: (method, path, body) => askDesk(url, headers, method, path, body) };
}

/** Calls the API with these headers. */
export async function askDesk(
  url: string,
  headers: Record<string, string>,
  method: string,
  path: string,
  body?: unknown,
): Promise<DeskAnswer> {
  const response = await fetch(`${url}/api/desk${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
