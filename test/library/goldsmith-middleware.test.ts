import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText, tool, wrapLanguageModel } from 'ai';
import { z } from 'zod';
import { createGoldsmith, type Goldsmith, goldsmithMiddleware } from '../../src/index.ts';
import { newAnswer } from '../support/golden-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const QUESTION = 'What is a KITAS?';

describe('goldsmithMiddleware', () => {
  let opened: TestApp;
  let goldsmith: Goldsmith;
  let server: ScriptedModelServer;
  before(async () => {
    server = await openScriptedModelServer();
    opened = await openTestApp();
    await opened.app.golden.saveGoldenAnswer(newAnswer());
    await opened.app.golden.updateClusterMapping(1, [{ text: QUESTION, userId: 'a' }]);
    goldsmith = await createGoldsmith({ ...opened.location, rule: 'fixed:0.85' });
  });
  after(async () => {
    await goldsmith.close();
    await opened.close();
    await server.close();
  });
  beforeEach(() => {
    server.requests.length = 0;
    server.script({ text: 'The model says so.', inputTokens: 9, outputTokens: 4 });
  });

  const model = () =>
    wrapLanguageModel({
      model: createOpenAICompatible({ name: 'bot', baseURL: server.url })('bot-model'),
      middleware: goldsmithMiddleware(goldsmith, { userId: () => 'wrapped@example.com' }),
    });
  const conversations = () =>
    opened.app.database.query<{ user_id: string; messages: { content: string }[]; metadata: Record<string, unknown> }>(
      'SELECT user_id, messages, metadata FROM conversations ORDER BY id',
    );

  it('gives the golden answer in place of a call, whole', async () => {
    const { text, usage, finishReason, providerMetadata } = await generateText({ model: model(), prompt: QUESTION });
    assert.equal(text, newAnswer().answer);
    assert.equal(finishReason, 'stop');
    assert.equal(usage.totalTokens, 0);
    assert.equal(providerMetadata?.goldsmith.outcome, 'hit');
    assert.match(String(providerMetadata?.goldsmith.lookupId), /^[0-9a-f-]{36}$/);
    assert.equal(server.requests.length, 0);
  });

  it('gives the golden answer as a stream of pieces', async () => {
    const result = streamText({ model: model(), prompt: QUESTION });
    const pieces: string[] = [];
    for await (const piece of result.textStream) pieces.push(piece);
    assert.equal(pieces.join(''), newAnswer().answer);
    assert.ok(pieces.length > 1, `${pieces.length} pieces`);
    assert.equal(await result.finishReason, 'stop');
    assert.equal((await result.providerMetadata)?.goldsmith.outcome, 'hit');
    assert.equal(server.requests.length, 0);
  });

  /** The conversation that began so; what is saved is saved a little later, the earlier first. */
  const savedOf = async (question: string) => {
    const find = async () => (await conversations()).find(({ messages }) => messages[0].content === question);
    await waitFor(async () => (await find()) !== undefined, `"${question}" is saved`);
    return (await find())!;
  };

  it('leaves another question to the model, and saves both for the night', async () => {
    const { text, usage, providerMetadata } = await generateText({ model: model(), prompt: 'Who won the match?' });
    assert.deepEqual([text, usage.inputTokens, usage.outputTokens], ['The model says so.', 9, 4]);
    assert.equal(providerMetadata?.goldsmith.outcome, 'miss');
    const saved = await savedOf('Who won the match?');
    assert.deepEqual(
      [saved.user_id, saved.messages.map(({ content }) => content), saved.metadata.model],
      ['wrapped@example.com', ['Who won the match?', 'The model says so.'], 'bot-model'],
    );
  });

  it('does not save an answer that was cut off', async () => {
    server.script({ text: 'The model says', end: 'token-limit' });
    assert.equal((await generateText({ model: model(), prompt: 'Who won the cup?' })).finishReason, 'length');
    assert.equal(await streamText({ model: model(), prompt: 'Who won the cup?' }).finishReason, 'length');
    server.script({ text: 'The model says so.' });
    await generateText({ model: model(), prompt: 'Who won the league?' });
    await savedOf('Who won the league?');
    const asked = (await conversations()).map(({ messages }) => messages[0].content);
    assert.ok(!asked.includes('Who won the cup?'));
  });

  it('does not answer from the cache what asks more of the model than a text', async () => {
    const weather = tool({ description: 'The weather.', inputSchema: z.object({ place: z.string() }) });
    const { text, providerMetadata } = await generateText({ model: model(), prompt: QUESTION, tools: { weather } });
    assert.equal(text, 'The model says so.');
    assert.deepEqual(providerMetadata?.goldsmith, { outcome: 'bypass', reason: 'tools' });
    const image = { type: 'image' as const, image: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]) };
    const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: QUESTION }, image] }];
    assert.equal((await generateText({ model: model(), messages })).providerMetadata?.goldsmith.reason, 'files');
  });

  it('does not answer from the cache what leans on the conversation', async () => {
    const messages = [
      { role: 'user' as const, content: QUESTION },
      { role: 'assistant' as const, content: 'A permit.' },
      { role: 'user' as const, content: 'and how long does it take?' },
    ];
    const { providerMetadata } = await generateText({ model: model(), messages });
    assert.deepEqual(
      [providerMetadata?.goldsmith.outcome, providerMetadata?.goldsmith.reason],
      ['bypass', 'follow-up'],
    );
  });

  it('lets the failure of the model through as it is', async () => {
    server.script({ status: 400, message: 'no such thing' });
    await assert.rejects(
      generateText({ model: model(), prompt: 'Who won the match?', maxRetries: 0 }),
      /no such thing/,
    );
  });

  it('stops when it is told to', async () => {
    server.script({ stall: 'before-headers' });
    const controller = new AbortController();
    const answer = generateText({ model: model(), prompt: 'Who won the match?', abortSignal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await assert.rejects(answer);
  });

  it('goes to the model as if there were no cache once that is closed', async () => {
    const closed = await createGoldsmith({ ...opened.location });
    await closed.close();
    const wrapped = wrapLanguageModel({
      model: createOpenAICompatible({ name: 'bot', baseURL: server.url })('bot-model'),
      middleware: goldsmithMiddleware(closed),
    });
    const { text, providerMetadata } = await generateText({ model: wrapped, prompt: QUESTION });
    assert.equal(text, 'The model says so.');
    assert.deepEqual(providerMetadata?.goldsmith, { outcome: 'bypass', reason: 'closed' });
  });
});
