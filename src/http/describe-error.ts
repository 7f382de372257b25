import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type ErrorCode, GoldsmithError } from '../errors.ts';

/** An error as a client is told it. */
export interface DescribedError {
  status: number;
  code: string;
  message: string;
  /** Of a conflict: what stands there now. */
  current?: unknown;
}

/** The body of an answer that is an error. */
export const errorResponse = z
  .object({
    success: z.literal(false),
    error: z.object({ code: z.string(), message: z.string() }),
  })
  .meta({
    description: 'What went wrong, and what to do.',
    examples: [
      { success: false, error: { code: 'bad-input', message: 'The request is not usable. query: must not be empty' } },
    ],
  });

const STATUS: Partial<Record<ErrorCode, number>> = {
  'bad-input': 400,
  'not-signed-in': 401,
  'not-allowed': 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'night-runs': 409,
  'too-many-attempts': 429,
  // Nobody reads it: the client has gone.
  cancelled: 499,
  'model-failed': 502,
  'upstream-unreachable': 502,
  'database-unavailable': 503,
  'upstream-stalled': 504,
};

/** What a client is told of an error: of one that was not raised on purpose, nothing but that it happened. */
export function describeError(error: unknown): DescribedError {
  if (error instanceof GoldsmithError) {
    const { code } = error;
    // What a provider says of itself (its limits, its customer's name) is for the log.
    const message = code === 'model-failed' ? 'No model could answer. The server log says why.' : error.message;
    return {
      status: STATUS[code] ?? 500,
      code,
      message,
      ...(error.current !== undefined && { current: error.current }),
    };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problems = error.validation.map(
      (issue) => `${issue.instancePath.slice(1).replaceAll('/', '.') || 'body'}: ${issue.message}`,
    );
    return { status: 400, code: 'bad-input', message: notUsable(problems) };
  }
  const { statusCode, message } = error as Partial<FastifyError>;
  if (statusCode && statusCode < 500) {
    return { status: statusCode, code: statusCode === 413 ? 'too-large' : 'bad-input', message: message ?? '' };
  }
  return { status: 500, code: 'internal', message: 'Something went wrong. The server log says what.' };
}

/** So many of a request's problems are told. */
const MOST_PROBLEMS = 5;

/** What is told of a request that does not fit: the first of its problems. */
export function notUsable(problems: readonly string[]): string {
  const more = problems.length - MOST_PROBLEMS;
  const told = problems.slice(0, MOST_PROBLEMS).join('; ');
  return `The request is not usable. ${told}${more > 0 ? `; and ${more} more` : ''}`;
}
