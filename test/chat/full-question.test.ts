import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fullQuestion } from '../../src/chat/full-question.ts';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import type { LanguageModel, ModelTurn } from '../../src/models/language-model.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { QuotingLanguageModel } from '../../src/models/quoting-language-model.ts';
import { modelConfig, SILENT } from '../support/model-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';

const HISTORY: ModelTurn[] = [
  { role: 'user', content: 'What is a KITAS?' },
  { role: 'assistant', content: 'A stay permit.' },
];

describe('fullQuestion', () => {
  let server: ScriptedModelServer;
  let model: LanguageModel;
  before(async () => {
    server = await openScriptedModelServer();
    model = createLanguageModel('openai:small', modelConfig(server.url));
  });
  after(() => server.close());

  const full = (history: ModelTurn[], signal?: AbortSignal) =>
    fullQuestion({ model, log: SILENT }, 'and how long does it take?', history, signal);

  it('is what the model writes, who sees the conversation', async () => {
    server.script({ text: 'How long does a KITAS take?' });
    assert.equal(await full(HISTORY), 'How long does a KITAS take?');
    const [request] = server.requests.slice(-1);
    assert.deepEqual(
      request.turns.map(({ content }) => content),
      ['What is a KITAS?', 'A stay permit.', 'and how long does it take?'],
    );
    assert.match(request.instructions, /one question that is understood alone/);
  });

  for (const [what, reply] of [
    ['fails', { status: 400 }],
    ['says far too much', { text: 'well '.repeat(200) }],
    ['has nothing to say', { text: 'UNANSWERABLE' }],
  ] as const) {
    it(`is the question before and the follow-up when the model ${what}`, async () => {
      server.script(reply);
      assert.equal(await full(HISTORY), 'What is a KITAS? and how long does it take?');
    });
  }

  it('is the same without a model, and the follow-up alone without a question before', async () => {
    const offline = { model: new QuotingLanguageModel(await MiniLmEmbedder.load()), log: SILENT };
    assert.equal(await fullQuestion(offline, 'how long?', HISTORY), 'What is a KITAS? how long?');
    assert.equal(await fullQuestion(offline, 'how long?', []), 'how long?');
    assert.equal(await fullQuestion(offline, 'how long?', HISTORY.slice(1)), 'how long?');
  });

  it('goes back to the last question that names a matter', async () => {
    const offline = { model: new QuotingLanguageModel(await MiniLmEmbedder.load()), log: SILENT };
    const asked = ['What is a KITAS?', 'how much does a PT PMA cost?', 'how long?', 'thanks!'];
    const history = asked.map((content) => ({ role: 'user' as const, content }));
    assert.equal(
      await fullQuestion(offline, 'and the documents?', history),
      'how much does a PT PMA cost? and the documents?',
    );
    assert.equal(await fullQuestion(offline, 'and then?', history.slice(2, 3)), 'how long? and then?');
  });

  it('throws the reason of a signal that is aborted', async () => {
    const reason = new Error('the client hung up');
    await assert.rejects(full(HISTORY, AbortSignal.abort(reason)), (error) => error === reason);
  });
});
