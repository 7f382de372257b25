import type { FastifyReply } from 'fastify';
import { GoldsmithError } from '../errors.ts';

/** A signal that is aborted when the client hangs up before its answer is out. */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new GoldsmithError('cancelled', 'The client hung up.'));
  });
  return controller.signal;
}
