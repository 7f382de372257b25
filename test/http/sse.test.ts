import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import { fastify } from 'fastify';
import { clientSignal } from '../../src/http/client-signal.ts';
import { EventStream } from '../../src/http/sse.ts';

const server = fastify();
let url: string;
/** What the next request does with its stream. */
let work: (events: EventStream, signal: AbortSignal) => Promise<void>;
before(async () => {
  server.get('/', async (_, reply) => {
    reply.header('x-one', '1');
    const signal = clientSignal(reply);
    const events = new EventStream(reply, signal, 20);
    try {
      await work(events, signal);
    } finally {
      events.end();
    }
  });
  url = await server.listen({ port: 0, host: '127.0.0.1' });
});
after(() => server.close());

test('events have names, data and the headers of the reply', async () => {
  work = async (events) => {
    await events.send({ text: 'two\nlines' }, 'text');
    await events.send(1);
    await events.sendText('[DONE]');
  };
  const response = await fetch(url);
  assert.deepEqual(
    [response.headers.get('x-one'), response.headers.get('cache-control')],
    ['1', 'no-cache, no-transform'],
  );
  assert.equal(await response.text(), 'event: text\ndata: {"text":"two\\nlines"}\n\ndata: 1\n\ndata: [DONE]\n\n');
});

test('a client that waits hears a comment', async () => {
  let heard = () => {};
  const hasHeard = new Promise<void>((resolve) => {
    heard = resolve;
  });
  work = async (events) => {
    await hasHeard;
    await events.send('late');
  };
  const response = await fetch(url);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await reader.read()).value!, /^: keep-alive\n\n/);
  heard();
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value;
  assert.match(rest, /data: "late"\n\n$/);
});

test('an error before the first event has a status of its own', async () => {
  work = async () => {
    throw new Error('no');
  };
  assert.equal((await fetch(url)).status, 500);
});

test('a client that reads nothing is waited for, and lets go of the stream when it hangs up', async () => {
  let sent = 0;
  const ended = new Promise((resolve) => {
    work = async (events) => {
      try {
        for (;;) {
          await events.send('x'.repeat(100_000));
          sent++;
        }
      } catch (error) {
        resolve(error);
      }
    };
  });
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(socket, 'connect');
  let before = -1;
  while (before !== sent || sent === 0) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.ok(sent < 500, `${sent} events of 100 kB were not all kept in memory`);
  socket.destroy();
  assert.match(String(await ended), /hung up/);
});
