import { APICallError, InvalidResponseDataError, RetryError } from 'ai';
import { messageOf } from '../errors.ts';
import { type FailureReason, ModelFailure } from './model-failure.ts';
import { Empty, isTold, Misfit, Unfinished, usageOf } from './sdk-answer.ts';
import { withoutQuotes } from './without-quotes.ts';

/** What is known of a call that failed, besides what it threw. */
export interface FailedCall {
  /** The model's id. */
  id: string;
  /** Kept out of the message. */
  apiKey: string | undefined;
  /** How long the model was waited for in vain, milliseconds, where that ended the call. */
  silentMs: number | undefined;
  /** What the model was asked, of which the message quotes nothing. */
  asked: readonly string[];
}

/** What a call of the SDK threw, as a {@link ModelFailure} without credentials. */
export function sdkFailure(thrown: unknown, { id, apiKey, silentMs, asked }: FailedCall): ModelFailure {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  const why = silentMs === undefined ? describe(thrown) : `no answer within ${silentMs} ms`;
  const withoutCredentials = why.replace(/\/\/[^\s/@]+@/g, '//');
  const withoutKey = apiKey ? withoutCredentials.replaceAll(apiKey, '[key]') : withoutCredentials;
  const told = withoutQuotes(withoutKey, asked);
  const reason = silentMs === undefined ? reasonOf(error) : 'timeout';
  return new ModelFailure(`The model ${id} failed (${told}).`, {
    reason,
    status: reason === 'status' ? statusOf(error) : undefined,
    usage:
      (error instanceof Unfinished || error instanceof Misfit || error instanceof Empty) && isTold(error.usage)
        ? usageOf(error.usage)
        : undefined,
    retryable: reason === 'timeout' || isRetryable(error),
    cause: told === why ? thrown : undefined,
  });
}

/** The status of an error, where the SDK tells one: of the answer, or of an error that came in the middle of it. */
function statusOf(error: unknown): number | undefined {
  const status = error instanceof Object && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}

function reasonOf(error: unknown): FailureReason {
  if (error instanceof Unfinished) return error.isMeant ? 'unfinished' : 'interrupted';
  if (error instanceof Misfit) return 'off-schema';
  if (error instanceof Empty) return 'empty';
  if (APICallError.isInstance(error)) return reasonOfCall(error);
  if (!(error instanceof Error)) return 'error-event';
  // With no tools in play, a stream without an end is all that the SDK says this of.
  if (InvalidResponseDataError.isInstance(error)) return 'interrupted';
  if (error.name.startsWith('AI_')) return statusOf(error) ? 'error-event' : 'unreadable';
  return 'connection';
}

/** A good status whose body may be asked for again is a body that broke off. */
function reasonOfCall({ statusCode, isRetryable }: APICallError): FailureReason {
  if (statusCode !== undefined && statusCode >= 400) return 'status';
  return statusCode === undefined || isRetryable ? 'connection' : 'unreadable';
}

function isRetryable(error: unknown): boolean {
  if (APICallError.isInstance(error)) return error.isRetryable;
  return ['connection', 'interrupted', 'error-event', 'empty'].includes(reasonOf(error));
}

/** Errors that come in the middle of an answer are plain objects. */
function describe(error: unknown): string {
  if (error instanceof Error || !(error instanceof Object)) return messageOf(error);
  return 'message' in error ? messageOf(error.message) : JSON.stringify(error);
}
