import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** Levels a log can have; `silent` writes nothing. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The id of the request that is being worked on. */
const request = new AsyncLocalStorage<string>();

/**
 * A JSON log on standard error, so that standard output stays free for a command's result. What is logged while a request is
 * worked on bears its `requestId`.
 * House rule: no text that a chat user wrote at level info or above.
 */
export function createLog(level: LogLevel, to: DestinationStream = pino.destination({ fd: 2, sync: true })): Logger {
  return pino({ level, base: null, mixin: requestFields }, to);
}

/** Works on a request: what is logged meanwhile, however deep, bears its id. */
export function workingOn<T>(requestId: string, work: () => T): T {
  return request.run(requestId, work);
}

function requestFields(): { requestId?: string } {
  const requestId = request.getStore();
  return requestId === undefined ? {} : { requestId };
}
