/**
 * The codes of {@link GoldsmithError}. Callers branch on these, never on message texts.
 */
export type ErrorCode =
  | 'bad-setting'
  | 'old-node'
  | 'bad-input'
  | 'too-large'
  | 'not-found'
  | 'not-signed-in'
  | 'not-allowed'
  | 'too-many-attempts'
  | 'conflict'
  | 'data-folder'
  | 'database-unavailable'
  | 'transaction-failed'
  | 'migration-failed'
  | 'knowledge-unavailable'
  | 'embedder-failed'
  | 'model-failed'
  | 'upstream-unreachable'
  | 'upstream-stalled'
  | 'port-in-use'
  | 'night-runs'
  | 'night-failed'
  | 'classification-runs'
  | 'evaluation-failed'
  | 'cancelled'
  | 'closed';

/** What may stand beside the message of a {@link GoldsmithError}. */
export interface ErrorDetails {
  /** The error underneath; kept for logs, never shown to chat users. */
  cause?: unknown;
  /** True when the same call may succeed later without a change. */
  retryable?: boolean;
  /** What a caller needs to go on, such as what somebody else has saved meanwhile; it may be shown as the message may. */
  current?: unknown;
}

/**
 * Every error that Goldsmith raises on purpose. The message says what happened and what to do, and carries no secrets:
 * it may be shown to an operator as it is.
 */
export class GoldsmithError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly current: unknown;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'GoldsmithError';
    this.code = code;
    this.retryable = details.retryable ?? false;
    this.current = details.current;
  }
}

/** The message of anything thrown, for logs and reports. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True when the database could not be reached, so that callers can go on without it. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return error instanceof GoldsmithError && error.code === 'database-unavailable';
}
