import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { replyWithoutCitations } from '../../src/chat/reply-without-citations.ts';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import type { LanguageModel } from '../../src/models/language-model.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { QuotingLanguageModel } from '../../src/models/quoting-language-model.ts';
import { ANSWERABLE, modelConfig, UNANSWERABLE_REQUEST } from '../support/model-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';

let server: ScriptedModelServer;
let models: LanguageModel[];
before(async () => {
  server = await openScriptedModelServer();
  models = ['anthropic:writer', 'openai:writer'].map((name) => createLanguageModel(name, modelConfig(server.url)));
});
after(() => server.close());

/** The reply of a model, and the pieces that its reader got. */
async function streamed(model: LanguageModel) {
  const pieces: string[] = [];
  const reply = await replyWithoutCitations(model, ANSWERABLE, undefined, (piece) => {
    pieces.push(piece);
  });
  return { pieces, ...reply };
}

for (const [what, pieces, text, used] of [
  ['in one piece', ['It is valid for one year [1].'], 'It is valid for one year.', [0]],
  ['cut before its number', ['One year [', '1]. Renew it', ' [2].'], 'One year. Renew it.', [0, 1]],
  ['cut after its number', ['One year [1', '].'], 'One year.', [0]],
  ['cut within its word', ['One year [sou', 'rce 1', ', 2].'], 'One year.', [0, 1]],
  ['letter by letter', [...'- One year [1]\n- Renew it [1-2]'], '- One year\n- Renew it', [0, 1]],
  ['at the very end', ['One year.', ' [', '2', ']'], 'One year.', [1]],
  ['that was never given', ['One year [', '3', '].'], 'One year [3].', undefined],
  ['that is a link', ['One year [1]', '(https://x.example).'], 'One year [1](https://x.example).', undefined],
  ['that is never closed', ['One year [', '1'], 'One year [1', undefined],
] as const) {
  test(`a mark ${what}: whole and in pieces the reader gets the text without it`, async () => {
    server.script({ text: pieces.join(''), pieces: [...pieces] });
    for (const model of models) {
      const whole = await replyWithoutCitations(model, ANSWERABLE);
      assert.deepEqual([whole.text, whole.used], [text, used]);
      const reply = await streamed(model);
      assert.deepEqual([reply.pieces.join(''), reply.text, reply.used], [text, text, used]);
      assert.ok(!reply.pieces.includes(''), 'no piece is empty');
    }
  });
}

test('what stands before a mark goes out before the mark is clear', async () => {
  server.script({ text: 'One year [1].', pieces: ['One ', 'year [', '1].'] });
  assert.deepEqual((await streamed(models[0])).pieces, ['One', ' year', '.']);
});

for (const text of ['UNANSWERABLE', '[1]', ' [1] [2]\n']) {
  test(`${JSON.stringify(text)} is no answer, and nothing of it is streamed`, async () => {
    server.script({ text });
    assert.equal((await replyWithoutCitations(models[0], ANSWERABLE)).text, undefined);
    const { pieces, text: none } = await streamed(models[0]);
    assert.deepEqual([pieces, none], [[], undefined]);
  });
}

test('a model that tells its sources itself is believed', async () => {
  const embedder = await MiniLmEmbedder.load();
  try {
    const offline = new QuotingLanguageModel(embedder);
    assert.deepEqual((await replyWithoutCitations(offline, ANSWERABLE)).used, [0]);
    assert.equal((await replyWithoutCitations(offline, UNANSWERABLE_REQUEST)).text, undefined);
  } finally {
    await embedder.close();
  }
});
