import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { GoldsmithError } from '../errors.ts';
import { type ChatCompletionRequest, chatCompletionRequest } from '../upstream/chat-completion.ts';
import { notUsable } from './describe-error.ts';
import { refuseManyValues } from './refuse-many-values.ts';

/**
 * Reads the body of a chat completion.
 * @throws GoldsmithError `bad-input`, naming what is wrong; `too-large` when it holds more than is read.
 */
export function readCompletionRequest(body: Buffer | undefined): ChatCompletionRequest {
  const parsed = chatCompletionRequest.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  throw new GoldsmithError('bad-input', notUsable(problems));
}

/** Who asks: as the client says, else one for all who use the same key. The key itself is never kept. */
export function userOf(
  { user, safety_identifier }: ChatCompletionRequest,
  { authorization }: IncomingHttpHeaders,
): string | undefined {
  const told = user || safety_identifier;
  if (told || !authorization) return told || undefined;
  return `key-${createHash('sha256').update(authorization).digest('hex').slice(0, 16)}`;
}

function parseJson(body: Buffer = Buffer.alloc(0)): unknown {
  refuseManyValues(body);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new GoldsmithError('bad-input', 'The request is not usable. Its body is no JSON.');
  }
}
