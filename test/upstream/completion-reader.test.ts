import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCompletion } from '../../src/upstream/completion-reader.ts';

const read = (events: string[]) =>
  readCompletion({
    ...{ contentType: 'text/event-stream', contentEncoding: '' },
    bytes: Buffer.from(events.map((event) => `data: ${event}\n\n`).join('')),
  });
const piece = (content: string, finish_reason: string | null = null) =>
  JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason }] });

test('a stream that says that it is over, and not why, is a whole answer', async () => {
  const { text, isWhole, isBroken } = await read([piece('A KITAS'), piece(' is'), '[DONE]']);
  assert.deepEqual([text, isWhole, isBroken], ['A KITAS is', true, false]);
});

test('a stream of thousands of events is read to its end', async () => {
  const words = Array.from({ length: 2_500 }, (_, i) => `w${i} `);
  const { text, isWhole } = await read([...words.map((word) => piece(word)), piece('', 'stop'), '[DONE]']);
  assert.deepEqual([text, isWhole], [words.join(''), true]);
});

test('a stream that breaks off is none, and one that was cut off by a limit is not whole', async () => {
  const broken = await read([piece('A KITAS')]);
  assert.deepEqual([broken.isWhole, broken.isBroken], [false, true]);
  const limited = await read([piece('A KITAS', 'length'), '[DONE]']);
  assert.deepEqual([limited.isWhole, limited.isBroken], [false, false]);
  const told = await read([piece('A KITAS'), JSON.stringify({ error: { message: 'overloaded' } }), '[DONE]']);
  assert.deepEqual([told.isWhole, told.isBroken], [false, true]);
});
