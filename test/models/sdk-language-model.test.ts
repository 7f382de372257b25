import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { GoldsmithError } from '../../src/errors.ts';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import { type LanguageModel, UNANSWERABLE } from '../../src/models/language-model.ts';
import { ModelFailure } from '../../src/models/model-failure.ts';
import { languageModelContract, VALIDITY_ANSWER } from '../contracts/language-model-contract.ts';
import { ANSWERABLE, modelConfig, SECRET_KEY, UNANSWERABLE_REQUEST } from '../support/model-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';

/** A model that is asked for a stream or not, and whose stream must be its reply's text. */
function asked(model: LanguageModel, streams: boolean): Pick<LanguageModel, 'reply'> {
  if (!streams) return model;
  return {
    async reply(request, signal) {
      let streamed = '';
      const reply = await model.reply(request, signal, (text) => {
        streamed += text;
      });
      assert.equal(streamed, reply.text ?? '');
      return reply;
    },
  };
}

/** The SDK would wait seconds between its tries. */
const AT_ONCE = { 'retry-after-ms': '1' };

for (const name of ['anthropic:claude-haiku-4-5', 'openai:gpt-test']) {
  const protocol = name.split(':')[0];

  languageModelContract(name, async () => {
    const server = await openScriptedModelServer();
    server.answerBy(({ schema, turns }) => ({
      text: schema ? VALIDITY_ANSWER : turns.at(-1)?.content.includes('football') ? UNANSWERABLE : 'One year.',
      afterMs: 20,
    }));
    return {
      model: createLanguageModel(name, modelConfig(server.url)),
      answeredBy: [name],
      answerable: ANSWERABLE,
      unanswerable: UNANSWERABLE_REQUEST,
      close: server.close,
    };
  });

  for (const streams of [false, true]) {
    describe(`${name} over HTTP${streams ? ', streamed' : ''}`, () => {
      let server: ScriptedModelServer;
      before(async () => {
        server = await openScriptedModelServer();
      });
      beforeEach(() => {
        server.requests.length = 0;
      });
      after(() => server.close());

      const model = (timeoutMs?: number) =>
        asked(createLanguageModel(name, modelConfig(server.url, timeoutMs)), streams);

      /** The error of a call that must fail as every call of a model may fail. */
      const failureOf = async (call: Promise<unknown>): Promise<GoldsmithError> => {
        const error = await call.then(
          () => undefined,
          (thrown) => thrown,
        );
        assert.ok(error instanceof GoldsmithError, String(error));
        assert.equal(error.code, 'model-failed');
        assert.ok(error.message.includes(name), 'the message names the model');
        assert.ok(!error.message.includes(SECRET_KEY), 'the message holds no key');
        return error;
      };

      it('leaves out turns without text, and what was said before the user began', async () => {
        const said = { role: 'user' as const, content: 'What is a KITAS?' };
        const welcome = { role: 'assistant' as const, content: 'Welcome!' };
        const permit = { role: 'assistant' as const, content: 'A stay permit.' };
        const blank = { role: 'user' as const, content: ' \n' };
        server.script({ text: 'A year.' });
        await model().reply({ ...ANSWERABLE, history: [welcome, blank, said, permit, blank] });
        const [request] = server.requests.slice(-1);
        assert.deepEqual(
          request.turns.map(({ content }) => content),
          [said.content, permit.content, ANSWERABLE.question],
        );
      });

      it('sends the question, the history, the instructions and the sources', async () => {
        server.script({ text: 'One year.' });
        const history = [
          { role: 'user' as const, content: 'Hello, I am moving to Bali.' },
          { role: 'assistant' as const, content: 'Welcome! What would you like to know?' },
        ];
        await model().reply({ ...ANSWERABLE, history });
        const [request] = server.requests;
        assert.equal(request.protocol, protocol);
        assert.equal(request.model, name.split(':')[1]);
        assert.deepEqual(request.turns, [...history, { role: 'user', content: ANSWERABLE.question }]);
        assert.ok(request.instructions.includes(ANSWERABLE.instructions));
        for (const { title, headings, text } of ANSWERABLE.sources ?? []) {
          for (const part of [title, ...headings, text]) assert.ok(request.instructions.includes(part), part);
        }
        assert.ok(request.instructions.includes(UNANSWERABLE), 'the model is told how to refuse');
      });

      it('asks for the language to answer in, or for that of the question', async () => {
        server.script({ text: 'Un anno.' });
        await model().reply({ ...ANSWERABLE, language: 'it' });
        await model().reply({ ...ANSWERABLE, language: undefined });
        assert.match(server.requests[0].instructions, /Italian/);
        assert.match(server.requests[1].instructions, /language/);
        assert.doesNotMatch(server.requests[1].instructions, /Italian|English/);
      });

      it('does not ask for sources where there are none, as in small talk', async () => {
        server.script({ text: 'Hello!' });
        const reply = await model().reply({ question: 'hi', instructions: 'Be kind.' });
        assert.equal(reply.text, 'Hello!');
        assert.doesNotMatch(server.requests[0].instructions, /source|UNANSWERABLE/);
      });

      it('sends the key in a header, and nowhere else', async () => {
        server.script({ text: 'One year.' });
        await model().reply(ANSWERABLE);
        const [{ headers, body, path }] = server.requests;
        assert.ok(JSON.stringify(headers).includes(SECRET_KEY));
        assert.ok(!body.includes(SECRET_KEY) && !path.includes(SECRET_KEY));
      });

      it('gives the text without spaces around it, and counts the tokens', async () => {
        server.script({ text: '\n One year. \n', inputTokens: 321, outputTokens: 7 });
        assert.deepEqual(await model().reply(ANSWERABLE), {
          text: 'One year.',
          model: name,
          inputTokens: 321,
          cachedInputTokens: 0,
          outputTokens: 7,
          cost: undefined,
        });
      });

      for (const text of [UNANSWERABLE, `${UNANSWERABLE}.`, ` ${UNANSWERABLE}\n`, `**${UNANSWERABLE}**`]) {
        it(`takes ${JSON.stringify(text)} as no answer, and counts the tokens it cost`, async () => {
          server.script({ text, inputTokens: 50, outputTokens: 3 });
          const reply = await model().reply(ANSWERABLE);
          assert.equal(reply.text, undefined);
          assert.equal(reply.inputTokens + reply.outputTokens, 53);
        });
      }

      for (const text of ['', '  ', '\n'])
        it(`fails with ${JSON.stringify(text)}, which answers nothing, and tells the tokens it cost`, async () => {
          server.script({ text, inputTokens: 50, outputTokens: 3 });
          const error = await failureOf(model().reply(ANSWERABLE));
          assert.ok(error instanceof ModelFailure);
          assert.deepEqual(
            [error.reason, error.retryable, error.usage?.inputTokens, error.usage?.outputTokens],
            ['empty', true, 50, 3],
          );
        });

      it('never gives the beginning of an answer as the answer', async () => {
        for (const end of ['token-limit', 'refused'] as const) {
          server.script({ text: 'A KITAS is valid for one year, unless', end });
          const reply = await model()
            .reply(ANSWERABLE)
            .catch(() => undefined);
          assert.equal(reply?.text, undefined, end);
        }
      });

      for (const status of [429, 500, 503, 529]) {
        it(`tries again after status ${status}`, async () => {
          server.script({ status, headers: AT_ONCE }, { status, headers: AT_ONCE }, { text: 'One year.' });
          assert.equal((await model().reply(ANSWERABLE)).text, 'One year.');
          assert.equal(server.requests.length, 3);
        });
      }

      it('takes Retry-After in seconds', async () => {
        server.script({ status: 429, headers: { 'retry-after': '0' } }, { text: 'One year.' });
        assert.equal((await model().reply(ANSWERABLE)).text, 'One year.');
      });

      it('gives up after a few tries, saying that another may help', async () => {
        server.script({ status: 429, headers: AT_ONCE, message: 'slow down' });
        const error = await failureOf(model().reply(ANSWERABLE));
        assert.equal(error.retryable, true);
        assert.match(error.message, /slow down/);
        assert.ok(server.requests.length > 1 && server.requests.length <= 4);
      });

      for (const status of [400, 401, 403, 404]) {
        it(`does not try again after status ${status}, nor say that it may help`, async () => {
          server.script({ status, message: 'not like this' });
          const error = await failureOf(model().reply(ANSWERABLE));
          assert.equal(server.requests.length, 1);
          assert.match(error.message, /not like this/);
          assert.equal(error.retryable, false);
        });
      }

      it('hides the key when the server repeats it in its error', async () => {
        server.script({ status: 401, message: `Incorrect API key provided: ${SECRET_KEY}.` });
        await failureOf(model().reply(ANSWERABLE));
      });

      for (const [what, rubbish] of [
        ['rubbish', '<html>Bad gateway</html>'],
        ['half a JSON', '{"id":"msg_1","content":[{"type":'],
        ['JSON of another shape', '{"hello":"world"}'],
        ['nothing', ''],
      ]) {
        it(`fails when the server answers ${what}`, async () => {
          server.script({ rubbish });
          await failureOf(model().reply(ANSWERABLE));
        });
      }

      it('fails when the connection is cut', async () => {
        server.script({ cut: true });
        // Where the SDK tries a cut connection again, the time limit ends its waits.
        await failureOf(model(600).reply(ANSWERABLE));
      });

      it('fails when nobody listens', async () => {
        const gone = await openScriptedModelServer();
        await gone.close();
        const orphan = asked(createLanguageModel(name, modelConfig(gone.url, 600)), streams);
        const error = await failureOf(orphan.reply(ANSWERABLE));
        assert.equal(error.retryable, true);
      });

      for (const stall of ['before-headers', 'within-body'] as const) {
        it(`ends at its time limit when the server stalls ${stall}`, async () => {
          server.script({ stall });
          const error = await failureOf(model(200).reply(ANSWERABLE));
          assert.match(error.message, /200 ms/);
          assert.equal(error.retryable, true);
        });

        it(`ends with the signal's reason when the server stalls ${stall}`, async () => {
          server.script({ stall });
          const controller = new AbortController();
          const reason = new Error('the user went away');
          setTimeout(() => controller.abort(reason), 50);
          await assert.rejects(model().reply(ANSWERABLE, controller.signal), (error) => error === reason);
        });
      }

      it('ends at its time limit while it waits to try again', async () => {
        server.script({ status: 429, headers: { 'retry-after': '50' } });
        const error = await failureOf(model(200).reply(ANSWERABLE));
        assert.match(error.message, /200 ms/);
        assert.equal(server.requests.length, 1);
      });
    });
  }
}
