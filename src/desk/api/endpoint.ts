import type { z } from 'zod';

/** May look only, or change things too. */
export type DeskRole = 'reader' | 'editor';

/** One call of the desk's API, typed once: the server checks requests by it, the page checks answers by it, OpenAPI describes it. */
export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Under `/api/desk`, with parameters as `:name`. */
  path: string;
  summary: string;
  description: string;
  /** Who may call it; by default a reader may GET, and the rest takes an editor. `anyone` needs no session. */
  role?: DeskRole | 'anyone';
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** What it answers; of a stream of events the data of one event. */
  answer: z.ZodType;
  /** What stands there now, where somebody else was quicker: the `current` of an answer 409. */
  conflict?: z.ZodType;
  /** Whether it answers with server-sent events. */
  streams?: boolean;
  /** Media types of the file that it answers with, as a download. */
  file?: readonly string[];
  /** Bytes of the longest body that it takes; by default 1 MiB. */
  longestBody?: number;
}

/** What a schema yields once checked; nothing where there is none. */
type Checked<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

/** What a request to an endpoint holds, as the server sees it. */
export interface EndpointRequest<E extends Endpoint> {
  params: Checked<E['params']>;
  query: Checked<E['query']>;
  body: Checked<E['body']>;
}

/** What the page hands over to call an endpoint: only what it takes. */
export type EndpointInput<E extends Endpoint> = {
  [Part in 'params' | 'query' | 'body' as E[Part] extends z.ZodType ? Part : never]: Given<E[Part]>;
};

/** What an endpoint answers. */
export type EndpointAnswer<E extends Endpoint> = z.output<E['answer']>;

/** Gives an endpoint its own type. */
export function endpoint<const E extends Endpoint>(one: E): E {
  return one;
}
