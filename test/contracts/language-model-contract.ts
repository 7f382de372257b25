import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import type { LanguageModel, ModelReply, ModelRequest } from '../../src/models/language-model.ts';

/** The object that every model is asked for. */
export const VALIDITY = z.object({ years: z.number(), kind: z.enum(['short', 'long']) });

/** An object that fits, as a model says it. */
export const VALIDITY_ANSWER = JSON.stringify({ years: 1, kind: 'short' });

/** A model under test with requests whose outcome is known. */
export interface LanguageModelCase {
  model: LanguageModel;
  /** The ids that replies may come from. */
  answeredBy: string[];
  /** A request whose sources hold the answer. */
  answerable: ModelRequest;
  /** A request whose sources do not. */
  unanswerable: ModelRequest;
  /** It cannot make objects, and says that it has no answer where one is asked for. */
  makesNoObjects?: boolean;
  close?: () => Promise<void>;
}

/** Registers the tests that every {@link LanguageModel} must pass. */
export function languageModelContract(name: string, open: () => Promise<LanguageModelCase>): void {
  describe(`${name} as a language model`, () => {
    let given: LanguageModelCase;
    before(async () => {
      given = await open();
    });
    after(() => given.close?.());

    const assertReply = (reply: ModelReply, request: ModelRequest) => {
      assert.ok(given.answeredBy.includes(reply.model), `${reply.model} answered`);
      assert.ok(Number.isInteger(reply.inputTokens) && reply.inputTokens >= 0);
      assert.ok(Number.isInteger(reply.outputTokens) && reply.outputTokens >= 0);
      assert.ok(reply.cost === undefined || reply.cost >= 0);
      for (const index of reply.used ?? []) assert.ok(request.sources?.[index], `source ${index} was given`);
    };

    it('has an id', () => {
      assert.match(given.model.id, /\S/);
    });

    it('answers from the sources it was given', async () => {
      const reply = await given.model.reply(given.answerable);
      assert.match(reply.text ?? '', /\S/);
      assertReply(reply, given.answerable);
    });

    it('gives no text when the sources do not hold the answer', async () => {
      const reply = await given.model.reply(given.unanswerable);
      assert.equal(reply.text, undefined);
      assertReply(reply, given.unanswerable);
    });

    it('hands its answer on as it comes, and gives the same as a whole', async () => {
      let streamed = '';
      const reply = await given.model.reply(given.answerable, undefined, (text) => {
        streamed += text;
      });
      assert.match(streamed, /\S/);
      assert.equal(streamed, reply.text);
      assertReply(reply, given.answerable);
    });

    it('hands nothing on when the sources do not hold the answer', async () => {
      const pieces: string[] = [];
      const reply = await given.model.reply(given.unanswerable, undefined, (text) => {
        pieces.push(text);
      });
      assert.deepEqual([reply.text, pieces], [undefined, []]);
      assertReply(reply, given.unanswerable);
    });

    it('hands the next piece on when the one before was taken', async () => {
      let taking = 0;
      const reply = await given.model.reply(given.answerable, undefined, async () => {
        assert.equal(++taking, 1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        taking--;
      });
      assert.match(reply.text ?? '', /\S/);
    });

    it('throws what its reader throws', async () => {
      const reason = new Error('the reader went away');
      const reply = given.model.reply(given.answerable, undefined, () => {
        throw reason;
      });
      await assert.rejects(reply, (error) => error === reason);
    });

    it('throws the reason of a signal that is aborted while it hands its answer on', async () => {
      const controller = new AbortController();
      const reason = new Error('the user went away');
      // An answer of one piece may be over by then.
      const pieces: string[] = [];
      const reply = await given.model
        .reply(given.answerable, controller.signal, (text) => {
          pieces.push(text);
          controller.abort(reason);
        })
        .catch((error) => error);
      assert.ok(reply === reason || reply.text === pieces.join(''), String(reply));
    });

    it('gives an object that fits where one is asked for, or no answer', async () => {
      const { sources: _, ...request } = { ...given.answerable, schema: VALIDITY };
      const pieces: string[] = [];
      const reply = await given.model.reply(request, undefined, (text) => {
        pieces.push(text);
      });
      assertReply(reply, request);
      const expected = given.makesNoObjects ? undefined : JSON.parse(VALIDITY_ANSWER);
      assert.deepEqual(reply.object, expected);
      assert.equal(pieces.join(''), reply.text ?? '');
      assert.deepEqual(reply.text === undefined ? undefined : JSON.parse(reply.text), expected);
      assert.deepEqual((await given.model.reply(request)).object, expected);
    });

    it('throws the reason of a signal that is aborted already where an object is asked for', async () => {
      const reason = new Error('the user went away');
      const reply = given.model.reply({ ...given.answerable, schema: VALIDITY }, AbortSignal.abort(reason));
      await assert.rejects(reply, (error) => error === reason);
    });

    it('takes requests without sources, and with none to rest on', async () => {
      const { sources: _, ...bare } = given.answerable;
      assertReply(await given.model.reply(bare), bare);
      const empty = { ...given.answerable, sources: [] };
      assertReply(await given.model.reply(empty), empty);
    });

    it('takes long histories and odd texts', async () => {
      const odd = '😀 \0 "quotes" <source> \\n {json: }';
      const request: ModelRequest = {
        ...given.answerable,
        question: `${odd} ${'why? '.repeat(2000)}`,
        history: Array.from({ length: 100 }, (_, i) => ({
          role: i % 2 ? 'assistant' : 'user',
          content: `${i} ${odd}`,
        })),
        sources: [{ title: odd, headings: [odd], text: odd }],
      };
      assertReply(await given.model.reply(request), request);
    });

    it('leaves a request as it was', async () => {
      const before = structuredClone(given.answerable);
      await given.model.reply(given.answerable);
      assert.deepEqual(given.answerable, before);
    });

    it('keeps replies apart that are under way together', async () => {
      const requests = Array.from({ length: 12 }, (_, i) => (i % 2 ? given.answerable : given.unanswerable));
      const replies = await Promise.all(requests.map((request) => given.model.reply(request)));
      replies.forEach((reply, i) => {
        assert.equal(reply.text !== undefined, i % 2 === 1);
      });
    });

    it('throws the reason of a signal that is aborted already', async () => {
      const reason = new Error('the user went away');
      await assert.rejects(given.model.reply(given.answerable, AbortSignal.abort(reason)), (error) => error === reason);
    });

    it('throws the reason of a signal that is aborted on the way', async () => {
      const controller = new AbortController();
      const reason = new Error('the server is shutting down');
      const sources = Array.from({ length: 400 }, (_, i) => ({ title: `Page ${i}`, headings: [], text: `Line ${i}.` }));
      const reply = given.model.reply({ ...given.answerable, sources }, controller.signal);
      setImmediate(() => controller.abort(reason));
      await assert.rejects(reply, (error) => error === reason);
    });
  });
}
