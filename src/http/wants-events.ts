import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';

const EVENTS = 'text/event-stream';
/** With and without the encoding, which some clients name. */
const JSON_OR_EVENTS = ['application/json', EVENTS, `${EVENTS};charset=utf-8`];

/** Whether a client would rather have server-sent events than JSON, by its `Accept` (RFC 9110, 12.5.1). Most never speak of events. */
export function wantsEvents(request: IncomingMessage): boolean {
  if (!/\btext\/event-stream\b/i.test(request.headers.accept ?? '')) return false;
  return new Negotiator(request).mediaType(JSON_OR_EVENTS)?.startsWith(EVENTS) ?? false;
}
