/** What opens the desk of the tests, for who may change things and for who may only look. */
export const DESK_TOKENS = {
  adminToken: 'an admin token of some length',
  readerToken: 'a reader token of some length',
};

/** The headers of somebody who has signed in. */
export type DeskVisitor = Record<string, string>;

/** What the desk's interface said. */
export interface DeskAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the server sent.
  body: any;
}

/**
 * Signs in.
 * @param url where the server is.
 */
export async function enterDesk(url: string, token: string, name: string): Promise<DeskVisitor> {
  const response = await fetch(`${url}/api/desk/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name }),
  });
  const { csrf_token } = (await response.json()) as { csrf_token: string };
  return { cookie: response.headers.get('set-cookie')!.split(';')[0], 'x-csrf-token': csrf_token };
}

/**
 * Asks the desk's interface something, or to do something.
 * @param path below `/api/desk`.
 * @param body sent as JSON.
 */
export async function askDesk(
  url: string,
  who: DeskVisitor,
  method: string,
  path: string,
  body?: unknown,
): Promise<DeskAnswer> {
  const response = await fetch(`${url}/api/desk${path}`, {
    method,
    headers: { ...who, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
