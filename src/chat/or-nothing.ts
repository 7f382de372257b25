import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';

/** A part of an answer that may be away: what it gives, or undefined and a line in the log. */
export async function orNothing<T>(part: string, log: Logger, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    log.warn({ part, reason: messageOf(error) }, 'a question is answered without a part that is away');
    return undefined;
  }
}
