import { type Logger, pino } from 'pino';

export type { Logger };

/** Levels a log can have; `silent` writes nothing. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * A JSON log on standard error, so that standard output stays free for a command's result.
 * House rule: no text that a chat user wrote at level info or above.
 */
export function createLog(level: LogLevel): Logger {
  return pino({ level, base: null }, pino.destination({ fd: 2, sync: true }));
}
