import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import { UNANSWERABLE } from '../../src/models/language-model.ts';
import { type FailureReason, ModelFailure } from '../../src/models/model-failure.ts';
import { ANSWERABLE, modelConfig } from '../support/model-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import type { StreamFault } from '../support/scripted-stream.ts';

const PIECES = ['A KITAS ', 'is valid ', 'for ', 'one year.'];
const TEXT = PIECES.join('');

/** How each fault in the middle of an answer is told, and whether another try may help. */
const FAULTS: [StreamFault['fault'], FailureReason, retryable: boolean][] = [
  ['cut', 'connection', true],
  ['end', 'interrupted', true],
  ['error', 'error-event', true],
  ['rubbish', 'unreadable', false],
  ['stall', 'timeout', true],
];

for (const name of ['anthropic:claude-haiku-4-5', 'openai:gpt-test']) {
  describe(`${name}, streamed`, () => {
    let server: ScriptedModelServer;
    before(async () => {
      server = await openScriptedModelServer();
    });
    beforeEach(() => {
      server.requests.length = 0;
    });
    after(() => server.close());

    const model = (timeoutMs?: number) => createLanguageModel(name, modelConfig(server.url, timeoutMs));
    /** The pieces of an answer, and what it ended with: a reply or an error. */
    const stream = async (timeoutMs?: number) => {
      const pieces: string[] = [];
      const end = await model(timeoutMs)
        .reply(ANSWERABLE, undefined, (text) => {
          pieces.push(text);
        })
        .catch((error) => error);
      return { pieces, end };
    };

    it('is asked for a stream', async () => {
      server.script({ text: TEXT });
      await stream();
      assert.equal(server.requests[0].isStream, true);
    });

    it('hands the pieces on as they come', async () => {
      server.script({
        text: TEXT,
        pieces: PIECES,
        pieceMs: 20,
        inputTokens: 30,
        cachedInputTokens: 10,
        outputTokens: 5,
      });
      const { pieces, end } = await stream();
      assert.ok(pieces.length > 1, 'it came in pieces');
      assert.equal(pieces.join(''), TEXT);
      assert.deepEqual(end, {
        text: TEXT,
        model: name,
        inputTokens: 30,
        cachedInputTokens: 10,
        outputTokens: 5,
        cost: undefined,
      });
    });

    it(`lets nothing out of ${UNANSWERABLE}, however it is cut, and counts its tokens`, async () => {
      server.script({ text: UNANSWERABLE, pieces: ['**UN', 'ANSWER', 'ABLE', '**'], inputTokens: 30, outputTokens: 5 });
      const { pieces, end } = await stream();
      assert.deepEqual([pieces, end.text, end.inputTokens, end.outputTokens], [[], undefined, 30, 5]);
    });

    for (const [fault, reason, retryable] of FAULTS) {
      for (const sent of [0, 2]) {
        it(`fails when after ${sent} pieces comes: ${fault}`, async () => {
          server.script({ text: TEXT, pieces: PIECES, fault: { after: sent, fault } });
          const { pieces, end } = await stream(600);
          assert.ok(end instanceof ModelFailure, String(end));
          assert.ok(TEXT.startsWith(pieces.join('')));
          if (sent === 0) return assert.deepEqual(pieces, []);
          assert.deepEqual(
            [pieces.join(''), end.reason, end.retryable],
            [PIECES.slice(0, 2).join('').trimEnd(), reason, retryable],
          );
        });
      }
    }

    for (const end of ['token-limit', 'refused'] as const) {
      it(`fails when the model ends its answer for another reason than its end: ${end}`, async () => {
        server.script({ text: TEXT, end, inputTokens: 30, outputTokens: 5 });
        const { end: failure } = await stream();
        assert.ok(failure instanceof ModelFailure);
        assert.deepEqual(
          [failure.reason, failure.retryable, failure.usage?.inputTokens, failure.usage?.outputTokens],
          ['unfinished', false, 30, 5],
        );
      });
    }

    it('may take longer than its limit as a whole, as long as it goes on', async () => {
      const pieces = Array.from({ length: 24 }, (_, i) => `part ${i} `);
      server.script({ text: pieces.join(''), pieces, pieceMs: 60 });
      const start = performance.now();
      const { end } = await stream(1_000);
      assert.equal(end.text, pieces.join('').trim());
      assert.ok(performance.now() - start > 1_000);
    });

    it('waits for a slow reader without counting that as silence', async () => {
      server.script({ text: TEXT, pieces: PIECES });
      const reply = await model(300).reply(ANSWERABLE, undefined, () => pause(400));
      assert.equal(reply.text, TEXT);
    });

    it('cancels the request at the server when its caller goes away in the middle', async () => {
      server.script({ text: TEXT, pieces: PIECES, fault: { after: 1, fault: 'stall' } });
      const controller = new AbortController();
      const reason = new Error('the user went away');
      const reply = model().reply(ANSWERABLE, controller.signal, () => controller.abort(reason));
      await assert.rejects(reply, (error) => error === reason);
      await Promise.race([server.requests[0].hangUp, tooLate()]);
    });

    it('cancels the request at the server when its reader fails', async () => {
      server.script({ text: TEXT, pieces: PIECES, fault: { after: 1, fault: 'stall' } });
      const reply = model().reply(ANSWERABLE, undefined, () => Promise.reject(new Error('no more')));
      await assert.rejects(reply, /no more/);
      await Promise.race([server.requests[0].hangUp, tooLate()]);
    });

    it('cancels the request at the server when it is silent for too long', async () => {
      server.script({ text: TEXT, pieces: PIECES, fault: { after: 1, fault: 'stall' } });
      await stream(200);
      await Promise.race([server.requests[0].hangUp, tooLate()]);
    });
  });

  for (const streams of [true, false]) {
    const sink = streams ? () => {} : undefined;

    describe(`${name} tried again${streams ? ', streamed' : ''}`, () => {
      let server: ScriptedModelServer;
      before(async () => {
        server = await openScriptedModelServer();
      });
      beforeEach(() => {
        server.requests.length = 0;
      });
      after(() => server.close());

      it('waits as long as Retry-After says, in seconds and in milliseconds', async () => {
        const waits: [Record<string, string>, least: number][] = [
          [{ 'retry-after': '1' }, 950],
          [{ 'retry-after-ms': '300', 'retry-after': '30' }, 290],
        ];
        for (const [headers, least] of waits) {
          server.script({ status: 429, headers }, { text: TEXT });
          const start = performance.now();
          const reply = await createLanguageModel(name, modelConfig(server.url)).reply(ANSWERABLE, undefined, sink);
          assert.equal(reply.text, TEXT);
          assert.ok(performance.now() - start >= least);
        }
      });

      it('is not tried again once its caller is gone', async () => {
        server.script({ status: 503, headers: { 'retry-after-ms': '150' } });
        const controller = new AbortController();
        const reply = createLanguageModel(name, modelConfig(server.url)).reply(ANSWERABLE, controller.signal, sink);
        setTimeout(() => controller.abort(new Error('gone')), 60);
        await assert.rejects(reply, /gone/);
        const asked = server.requests.length;
        await pause(300);
        assert.equal(server.requests.length, asked);
      });

      it('cancels the request at the server when its caller goes away', async () => {
        server.script({ stall: 'before-headers' });
        const controller = new AbortController();
        const reply = createLanguageModel(name, modelConfig(server.url)).reply(ANSWERABLE, controller.signal, sink);
        while (server.requests.length === 0) await pause(5);
        controller.abort(new Error('gone'));
        await assert.rejects(reply, /gone/);
        await Promise.race([server.requests[0].hangUp, tooLate()]);
      });
    });
  }
}

async function tooLate(): Promise<never> {
  await pause(1_000, undefined, { ref: false });
  throw new Error('the server did not see the connection close within a second');
}
