import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type FastifyInstance, fastify } from 'fastify';
import { listen } from '../../src/http/create-server.ts';
import { sendTogether } from '../../src/http/send-together.ts';

let server: FastifyInstance;
let url: string;
before(async () => {
  server = fastify();
  sendTogether(server);
  server.get('/number/:n', async (request) => request.params);
  server.get('/no-header', async (_, reply) => reply.header('x-odd', 'a\nb').send('text'));
  server.get('/fails', async () => {
    throw new Error('no answer');
  });
  url = await listen(server, '127.0.0.1', 0);
});
after(() => server.close());

test('each of many answers goes to whom it is for', async () => {
  const numbers = Array.from({ length: 100 }, (_, i) => String(i));
  const answers = await Promise.all(numbers.map(async (n) => (await fetch(`${url}/number/${n}`)).json()));
  assert.deepEqual(
    answers,
    numbers.map((n) => ({ n })),
  );
});

test('an answer that cannot be sent is an error of its own and holds up no other', async () => {
  const odd = Array.from({ length: 10 }, () => fetch(`${url}/no-header`).then((response) => response.status));
  const good = Array.from({ length: 10 }, () => fetch(`${url}/number/1`).then((response) => response.status));
  const statuses = await Promise.allSettled([...odd, ...good]);
  for (const result of statuses.slice(0, 10)) {
    assert.ok(result.status === 'rejected' || result.value === 500, JSON.stringify(result));
  }
  assert.deepEqual(
    statuses.slice(10),
    good.map(() => ({ status: 'fulfilled', value: 200 })),
  );
});

test('an error is answered as it would be otherwise', async () => {
  const response = await fetch(`${url}/fails`);
  assert.equal(response.status, 500);
  assert.match(await response.text(), /no answer/);
});
