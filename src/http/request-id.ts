import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a proxy may call a request: nothing that a log or a header could not hold. */
const USABLE = /^[\w.:/+=@-]{1,128}$/;

/** Tells the requests of this process from those of others. */
const PROCESS = randomBytes(4).toString('hex');
let made = 0;

/** The id of a request: its header `x-request-id` where that is usable, else one of its own. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && USABLE.test(given)) return given;
  made++;
  return `${PROCESS}-${made.toString(36)}`;
}
