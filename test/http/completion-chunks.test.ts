import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompletionChunks } from '../../src/http/openai-protocol.ts';
import type { EventStream } from '../../src/http/sse.ts';

test('the first chunk tells who speaks, even where a comment has kept the stream alive before it', async () => {
  const sent: { choices: { delta: object }[] }[] = [];
  const events = { isOpen: true, send: async (chunk: (typeof sent)[number]) => void sent.push(chunk) };
  const chunks = new CompletionChunks(events as unknown as EventStream, false);
  chunks.begin({ id: 'chatcmpl-1', created: 1, model: 'm' });
  await chunks.text('A KITAS');
  await chunks.text(' is');
  assert.deepEqual(
    sent.map(({ choices }) => choices[0].delta),
    [{ role: 'assistant', content: '', refusal: null }, { content: 'A KITAS' }, { content: ' is' }],
  );
});
