import type { Endpoint, EndpointAnswer, EndpointInput } from 'desk-api/endpoint.ts';
import type { z } from 'zod';

/** An answer that is an error. */
export class ApiError extends Error {
  readonly status: number;
  /** Such as `conflict`. */
  readonly code: string;
  /** What the server told besides, such as what somebody else has saved meanwhile. */
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

let csrfToken = '';

/** Keeps the token of the session, which goes with every change. */
export function keepCsrfToken(token: string): void {
  csrfToken = token;
}

/**
 * Calls an endpoint of the desk's API, and checks what it answers.
 * @throws ApiError for an answer that is an error, a server that is away, and one that answers something else than agreed.
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  signal?: AbortSignal,
): Promise<EndpointAnswer<E>> {
  const { body } = input as { body?: unknown };
  const response = await fetch(addressOf(endpoint, input), {
    method: endpoint.method,
    credentials: 'same-origin',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(endpoint.method !== 'GET' && { 'x-csrf-token': csrfToken }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'away', 'The server does not answer. Is it running?');
  });
  return readAnswer(endpoint.answer, response) as Promise<EndpointAnswer<E>>;
}

/** Where an endpoint is, with its parameters. */
export function addressOf<E extends Endpoint>({ path }: E, input: EndpointInput<E>): string {
  const { params = {}, query = {} } = input as { params?: Record<string, unknown>; query?: Record<string, unknown> };
  const place = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `/api/desk${place}${search ? `?${search}` : ''}`;
}

async function readAnswer(schema: z.ZodType, response: Response): Promise<unknown> {
  const json = await response.json().catch(() => undefined);
  if (!response.ok) {
    const { code = 'internal', message = `The server answered ${response.status}.`, ...rest } = json?.error ?? {};
    throw new ApiError(response.status, code, message, rest);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ApiError(response.status, 'other-version', 'The server is of another version. Load the page anew.');
}
