import { GoldsmithError } from '../errors.ts';
import type { TokenUsage } from './language-model.ts';

/**
 * Why a model gave no answer. `timeout`: it said nothing for too long. `status`: an HTTP error. `connection`: not reached, or
 * cut. `unreadable`: what came was not the protocol. `error-event`: it reported an error in the middle of its answer.
 * `interrupted`: its answer ended before its end. `unfinished`: it stopped on its own account (length, content filter).
 * `off-schema`: its answer is not the object it was asked for. `empty`: it came to its end and held no text.
 * `not-asked`: it failed too often lately.
 */
export type FailureReason =
  | 'timeout'
  | 'status'
  | 'connection'
  | 'unreadable'
  | 'error-event'
  | 'interrupted'
  | 'unfinished'
  | 'off-schema'
  | 'empty'
  | 'not-asked';

/** What may be known of a failed call. */
export interface FailureDetails {
  reason: FailureReason;
  /** The HTTP status, where there was one. */
  status?: number;
  /** What the call used all the same. */
  usage?: TokenUsage;
  retryable: boolean;
  cause?: unknown;
}

/** A call of a model that gave no answer: the `model-failed` of one model. */
export class ModelFailure extends GoldsmithError {
  readonly reason: FailureReason;
  readonly status: number | undefined;
  readonly usage: TokenUsage | undefined;

  constructor(message: string, { reason, status, usage, retryable, cause }: FailureDetails) {
    super('model-failed', message, { retryable, cause });
    this.reason = reason;
    this.status = status;
    this.usage = usage;
  }
}
