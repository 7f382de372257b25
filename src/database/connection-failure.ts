import { GoldsmithError, messageOf } from '../errors.ts';

/**
 * True for failures of the connection (SQLSTATE classes 08 and 57P, or a socket's own), false for those of a statement;
 * 08P01 is a statement's: the wrong number of values.
 */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof GoldsmithError) return error.code === 'database-unavailable';
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string')
    return /^(08(?!P01)|57P0|ECONN|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)/.test(code);
  return /connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable/i.test(
    messageOf(error),
  );
}

/** What is thrown of such a failure: a GoldsmithError `database-unavailable`. */
export function databaseUnavailable(error: unknown): unknown {
  if (error instanceof GoldsmithError) return error;
  return new GoldsmithError(
    'database-unavailable',
    `The database cannot be reached (${messageOf(error) || 'no answer'}). Look whether it runs, and whether DATABASE_URL is right if that is set.`,
    {
      cause: error,
      retryable: true,
    },
  );
}
