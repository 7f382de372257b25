import type { FastifyInstance, FastifyReply } from 'fastify';
import { messageOf } from '../errors.ts';

/** An answer that is ready. */
interface ReadyAnswer {
  reply: FastifyReply;
  send: () => void;
}

/**
 * Lets the answers that are ready in one turn of the event loop go out together, at its end. An answer that goes out alone wakes
 * the program that waits for it, which falls asleep again before the next one: that takes longer than answering does.
 */
export function sendTogether(server: FastifyInstance): void {
  let ready: ReadyAnswer[] = [];
  const sendAll = () => {
    const all = ready;
    ready = [];
    for (const answer of all) sendOne(answer);
  };
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (ready.push({ reply, send: () => done(null, payload) }) === 1) setImmediate(sendAll);
  });
}

/** Whatever is wrong with one answer, the next ones go out. */
function sendOne({ reply, send }: ReadyAnswer): void {
  try {
    send();
  } catch (error) {
    // The answers that go out together are those of several requests.
    reply.log.error({ requestId: reply.request.id, reason: messageOf(error) }, 'an answer could not be sent');
    reply.raw.destroy();
  }
}
