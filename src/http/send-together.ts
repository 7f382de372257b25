import type { FastifyInstance } from 'fastify';

/**
 * Lets the answers that are ready in one turn of the event loop go out together, at its end. An answer that goes out alone wakes
 * the program that waits for it, which falls asleep again before the next one: that takes longer than answering does.
 */
export function sendTogether(server: FastifyInstance): void {
  let ready: (() => void)[] = [];
  const sendAll = () => {
    const all = ready;
    ready = [];
    // Each apart: an answer that cannot be sent must not hold back the next.
    for (const send of all) process.nextTick(send);
  };
  server.addHook('onSend', (_request, _reply, payload, done) => {
    if (ready.push(() => done(null, payload)) === 1) setImmediate(sendAll);
  });
}
