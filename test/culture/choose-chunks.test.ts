import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseChunks } from '../../src/culture/choose-chunks.ts';
import type { CulturalChunk } from '../../src/culture/cultural-chunk.ts';

let id = 0;
const chunk = (topic: string, changes: Partial<CulturalChunk> = {}): CulturalChunk => ({
  ...{ id: ++id, topic, content: `About ${topic}.`, triggerKeyword: null, language: 'en', whenToUse: null },
  ...{ intents: [], stages: [] },
  ...changes,
});

const HELLO = chunk('hello', { intents: ['greeting'], stages: ['opening'] });
const HALO = chunk('hello', { intents: ['greeting'], stages: ['opening'], language: 'id' });
const QUEUE = chunk('queue', { intents: ['waiting'], triggerKeyword: 'rubber time' });
const ANTRE = chunk('queue', { intents: ['waiting'], triggerKeyword: 'jam karet', language: 'id' });
const SOUR = chunk('sour', { intents: ['waiting', 'complaint'] });
const ALL = [HELLO, HALO, QUEUE, ANTRE, SOUR];

const chosen = (message: string, { earlierTurns = 2, language = 'en', limit = 9, chunks = ALL } = {}) =>
  chooseChunks(chunks, { message, earlierTurns, language }, limit);

test('what a message is about chooses', () => assert.deepEqual(chosen('I am still waiting'), [QUEUE, SOUR]));

test('what fits in more ways comes first', () => assert.deepEqual(chosen('I am upset about the delay'), [SOUR, QUEUE]));

test('the place in a conversation alone is enough, and counts less than words', () => {
  assert.deepEqual(chosen('tell me a joke', { earlierTurns: 0 }), [HELLO]);
  assert.deepEqual(chosen('tell me a joke'), []);
  assert.deepEqual(chosen('I am still waiting', { earlierTurns: 0 }), [QUEUE, SOUR, HELLO]);
});

test('a trigger comes before what is only about the same', () =>
  assert.deepEqual(chosen('they call it Rubber Time, annoying delays'), [QUEUE, SOUR]));

test('a trigger of one language is known in another', () =>
  assert.deepEqual(chosen('what is this jam karet?'), [QUEUE]));

test('a trigger is a word, not a part of one, and an empty one is none', () => {
  assert.deepEqual(chosen('rubber timers'), []);
  const empty = chunk('empty', { triggerKeyword: ' ' });
  assert.deepEqual(chosen('anything', { chunks: [empty] }), []);
});

test('a trigger may have signs that mean something in a pattern', () => {
  const odd = chunk('odd', { triggerKeyword: 'c++ (bali)' });
  assert.deepEqual(chosen('what is c++ (bali)?', { chunks: [odd] }), [odd]);
});

test('of a topic the chunk in the language of the message is given, else the English one', () => {
  assert.deepEqual(chosen('halo', { language: 'id' }), [HALO]);
  assert.deepEqual(chosen('ciao', { language: 'it' }), [HELLO]);
  assert.deepEqual(chooseChunks(ALL, { message: 'halo', earlierTurns: 0 }, 9), [HELLO]);
  assert.deepEqual(chosen('ciao', { language: 'it', chunks: [HALO] }), []);
});

test('no more are given than asked for', () => {
  assert.deepEqual(chosen('hello, waiting', { limit: 2 }), [HELLO, QUEUE]);
  assert.deepEqual(chosen('hello, waiting', { limit: 0 }), []);
});
