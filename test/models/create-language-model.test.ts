import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { GoldsmithError } from '../../src/errors.ts';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import { type LanguageModel, UNANSWERABLE } from '../../src/models/language-model.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { QuotingLanguageModel } from '../../src/models/quoting-language-model.ts';
import { languageModelContract } from '../contracts/language-model-contract.ts';
import { ANSWERABLE, modelConfig, SECRET_KEY, SILENT, UNANSWERABLE_REQUEST } from '../support/model-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';

const FIRST = 'claude-haiku-4-5';
const BOTH = ['anthropic:claude-haiku-4-5', 'openai:second'];

languageModelContract('a model that fails with one that answers behind it', async () => {
  const server = await openScriptedModelServer();
  server.answerBy(({ model, turns }) => {
    if (model === FIRST) return { status: 400 };
    return { text: turns.at(-1)?.content.includes('football') ? UNANSWERABLE : 'One year.', afterMs: 20 };
  });
  return {
    model: createLanguageModel(BOTH, modelConfig(server.url), SILENT) as LanguageModel,
    answeredBy: ['openai:second'],
    answerable: ANSWERABLE,
    unanswerable: UNANSWERABLE_REQUEST,
    close: server.close,
  };
});

describe('a role with several models', () => {
  let server: ScriptedModelServer;
  let embedder: MiniLmEmbedder;
  before(async () => {
    server = await openScriptedModelServer();
    embedder = await MiniLmEmbedder.load();
  });
  beforeEach(() => {
    server.requests.length = 0;
  });
  after(async () => {
    await server.close();
    await embedder.close();
  });

  const create = (names: string[], timeoutMs?: number) =>
    createLanguageModel(names, modelConfig(server.url, timeoutMs), SILENT, new QuotingLanguageModel(embedder));
  const asked = () => server.requests.map(({ model }) => model);

  it('asks the first alone while it answers', async () => {
    server.script({ text: 'One year.' });
    assert.equal((await create(BOTH).reply(ANSWERABLE)).model, 'anthropic:claude-haiku-4-5');
    assert.deepEqual(asked(), [FIRST]);
  });

  it('takes "no answer in the sources" as an answer', async () => {
    server.script({ text: UNANSWERABLE });
    const reply = await create(BOTH).reply(ANSWERABLE);
    assert.deepEqual([reply.text, reply.model], [undefined, 'anthropic:claude-haiku-4-5']);
    assert.deepEqual(asked(), [FIRST]);
  });

  it('asks the next one when the first fails', async () => {
    server.answerBy(({ model }) => (model === FIRST ? { status: 401 } : { text: 'One year.' }));
    const reply = await create(BOTH).reply(ANSWERABLE);
    assert.deepEqual([reply.text, reply.model], ['One year.', 'openai:second']);
  });

  it('asks the next one when the first takes too long, with a time limit of its own', async () => {
    server.answerBy(({ model }) =>
      model === FIRST ? { stall: 'before-headers' } : { text: 'One year.', afterMs: 100 },
    );
    assert.equal((await create(BOTH, 400).reply(ANSWERABLE)).model, 'openai:second');
  });

  it('comes to the last resort when all fail', async () => {
    server.script({ status: 400 });
    const reply = await create(BOTH).reply(ANSWERABLE);
    assert.equal(reply.model, 'offline');
    assert.match(reply.text ?? '', /one year/);
    assert.deepEqual(asked(), [FIRST, 'second']);
  });

  it('asks nobody else once the signal is aborted', async () => {
    server.script({ stall: 'before-headers' });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('gone')), 50);
    await assert.rejects(create(BOTH).reply(ANSWERABLE, controller.signal), /gone/);
    assert.deepEqual(asked(), [FIRST]);
  });

  it('fails with model-failed when all fail, telling why each did, without keys', async () => {
    server.answerBy(({ model }) => ({ status: 400, message: `${model} is unwell` }));
    const both = createLanguageModel(BOTH, modelConfig(server.url), SILENT) as LanguageModel;
    await assert.rejects(both.reply(ANSWERABLE), (error) => {
      assert.ok(error instanceof GoldsmithError);
      assert.equal(error.code, 'model-failed');
      assert.match(error.message, /claude-haiku-4-5 is unwell.*second is unwell/);
      assert.ok(!error.message.includes(SECRET_KEY));
      return true;
    });
  });

  it('is the last resort itself when none or "offline" is named', () => {
    assert.equal(create([]).id, 'offline');
    assert.equal(create(['offline']).id, 'offline');
  });
});

describe('createLanguageModel', () => {
  const config = modelConfig('http://127.0.0.1:9/v1');
  const refuses = (names: string[], settings: typeof config, expected: RegExp) =>
    assert.throws(
      () => createLanguageModel(names, settings, SILENT),
      (error) => error instanceof GoldsmithError && error.code === 'bad-setting' && expected.test(error.message),
    );

  it('gives undefined when there is no model to ask', () => {
    assert.equal(createLanguageModel([], config, SILENT), undefined);
    assert.equal(createLanguageModel(['offline'], config, SILENT), undefined);
  });

  it('names the setting that a provider lacks', () => {
    refuses(['anthropic:x'], { ...config, anthropic: {} }, /ANTHROPIC_API_KEY/);
    refuses(['openai:x'], { ...config, openai: {} }, /GOLDSMITH_OPENAI_URL/);
  });

  it('needs no key for a server of the openai kind, such as one on this machine', () => {
    const local = { ...config, openai: { baseUrl: 'http://127.0.0.1:9/v1' } };
    assert.equal(createLanguageModel(['openai:llama'], local, SILENT)?.id, 'openai:llama');
  });

  it('refuses a provider that it does not know', () => refuses(['parrot:polly'], config, /parrot/));

  it('keeps colons in the name of a model', () => {
    assert.equal(createLanguageModel(['openai:llama3.1:8b'], config, SILENT)?.id, 'openai:llama3.1:8b');
  });

  it('asks a model whose name has colons by that whole name', async () => {
    const server = await openScriptedModelServer();
    try {
      server.script({ text: 'One year.' });
      await createLanguageModel(['openai:llama3.1:8b'], modelConfig(server.url), SILENT)?.reply(ANSWERABLE);
      assert.equal(server.requests[0].model, 'llama3.1:8b');
    } finally {
      await server.close();
    }
  });

  it('keeps a password in the server address out of error messages', async () => {
    const withPassword = modelConfig('http://operator:hunter2-secret@127.0.0.1:9/v1', 1_000);
    for (const name of BOTH) {
      const model = createLanguageModel([name], withPassword, SILENT) as LanguageModel;
      await assert.rejects(model.reply(ANSWERABLE), (error) => {
        assert.ok(error instanceof GoldsmithError);
        assert.ok(!error.message.includes('hunter2-secret'), error.message);
        return true;
      });
    }
  });
});
