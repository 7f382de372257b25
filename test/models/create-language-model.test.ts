import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GoldsmithError } from '../../src/errors.ts';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import { ANSWERABLE, modelConfig } from '../support/model-case.ts';
import { openScriptedModelServer } from '../support/scripted-model-server.ts';

describe('createLanguageModel', () => {
  const config = modelConfig('http://127.0.0.1:9/v1');
  const refuses = (name: string, settings: typeof config, expected: RegExp) =>
    assert.throws(
      () => createLanguageModel(name, settings),
      (error) => error instanceof GoldsmithError && error.code === 'bad-setting' && expected.test(error.message),
    );

  it('names the setting that a provider lacks', () => {
    refuses('anthropic:x', { ...config, anthropic: {} }, /ANTHROPIC_API_KEY/);
    refuses('openai:x', { ...config, openai: {} }, /GOLDSMITH_OPENAI_URL/);
  });

  it('needs no key for a server of the openai kind, such as one on this machine', () => {
    const local = { ...config, openai: { baseUrl: 'http://127.0.0.1:9/v1' } };
    assert.equal(createLanguageModel('openai:llama', local).id, 'openai:llama');
  });

  it('names the setting that makes a provider known', () =>
    refuses('parrot:polly', config, /GOLDSMITH_ENDPOINT_PARROT_URL/));

  it('asks a named endpoint at its own address with its own key', async () => {
    const server = await openScriptedModelServer();
    try {
      server.script({ text: 'One year.' });
      const endpoints = { runpod: { baseUrl: server.url, apiKey: 'key-r' } };
      const model = createLanguageModel('runpod:meta-llama/Llama-3.1-8B-Instruct', { ...config, endpoints });
      assert.equal((await model.reply(ANSWERABLE)).model, 'runpod:meta-llama/Llama-3.1-8B-Instruct');
      const [request] = server.requests;
      assert.deepEqual(
        [request.model, request.headers.authorization],
        ['meta-llama/Llama-3.1-8B-Instruct', 'Bearer key-r'],
      );
    } finally {
      await server.close();
    }
  });

  it('keeps colons in the name of a model', () => {
    assert.equal(createLanguageModel('openai:llama3.1:8b', config).id, 'openai:llama3.1:8b');
  });

  it('asks a model whose name has colons by that whole name', async () => {
    const server = await openScriptedModelServer();
    try {
      server.script({ text: 'One year.' });
      await createLanguageModel('openai:llama3.1:8b', modelConfig(server.url)).reply(ANSWERABLE);
      assert.equal(server.requests[0].model, 'llama3.1:8b');
    } finally {
      await server.close();
    }
  });

  it('keeps a password in the server address out of error messages', async () => {
    const withPassword = modelConfig('http://operator:hunter2-secret@127.0.0.1:9/v1', 1_000);
    for (const name of ['anthropic:claude-haiku-4-5', 'openai:second']) {
      const model = createLanguageModel(name, withPassword);
      await assert.rejects(model.reply(ANSWERABLE), (error) => {
        assert.ok(error instanceof GoldsmithError);
        assert.ok(!error.message.includes('hunter2-secret'), error.message);
        return true;
      });
    }
  });
});
