import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import { ModelFailure } from '../../src/models/model-failure.ts';
import { createRoleModels } from '../../src/models/role-models.ts';
import { VALIDITY, VALIDITY_ANSWER } from '../contracts/language-model-contract.ts';
import { modelConfig, openCallList, SECRET_KEY, SILENT } from '../support/model-case.ts';
import {
  openScriptedModelServer,
  type ScriptedModelServer,
  type ScriptedReply,
} from '../support/scripted-model-server.ts';

const OBJECT = JSON.parse(VALIDITY_ANSWER);
const REQUEST = { question: 'A KITAS is valid for one year.', instructions: 'How long is it valid?', schema: VALIDITY };
const OFF_SCHEMA: [string, string][] = [
  ['no JSON', 'It is valid for one year.'],
  ['half a JSON', '{"years": 1, "kind":'],
  ['a value that is not in its list', '{"years": 1, "kind": "SECRET-WORD"}'],
  ['a field too few', '{"years": 1}'],
  ['a list', '[1]'],
  ['nothing', ' '],
];
const AT_ONCE = { 'retry-after-ms': '1' };

let server: ScriptedModelServer;
before(async () => {
  server = await openScriptedModelServer();
});
beforeEach(() => {
  server.requests.length = 0;
});
after(() => server.close());

for (const name of ['anthropic:claude-haiku-4-5', 'openai:gpt-test']) {
  describe(`an object from ${name}`, () => {
    const ask = (timeoutMs?: number) => createLanguageModel(name, modelConfig(server.url, timeoutMs)).reply(REQUEST);

    const failureOf = async (call: Promise<unknown>): Promise<ModelFailure> => {
      const error = await call.then(
        () => undefined,
        (thrown) => thrown,
      );
      assert.ok(error instanceof ModelFailure, String(error));
      return error;
    };

    it('is asked for by its schema, in the protocol and in words, and not in a language', async () => {
      server.script({ text: VALIDITY_ANSWER, inputTokens: 20, outputTokens: 5 });
      const reply = await ask();
      assert.deepEqual([reply.object, reply.inputTokens, reply.outputTokens], [OBJECT, 20, 5]);
      const [{ schema, instructions }] = server.requests;
      assert.deepEqual(Object.keys((schema as { properties: object }).properties), ['years', 'kind']);
      assert.match(instructions, /"enum":\["short","long"\]/);
      assert.doesNotMatch(instructions, /Answer in/);
    });

    for (const text of [`\`\`\`json\n${VALIDITY_ANSWER}\n\`\`\``, `Here it is: ${VALIDITY_ANSWER} I hope it helps.`]) {
      it(`is found in ${JSON.stringify(text.slice(0, 12))}`, async () => {
        server.script({ text });
        assert.deepEqual((await ask()).object, OBJECT);
      });
    }

    for (const [what, text] of OFF_SCHEMA) {
      it(`is refused where it is ${what}, with what it used, and quoting nothing of it`, async () => {
        server.script({ text, inputTokens: 20, outputTokens: 5 });
        const error = await failureOf(ask());
        assert.deepEqual([error.reason, error.usage?.inputTokens, error.usage?.outputTokens], ['off-schema', 20, 5]);
        assert.doesNotMatch(error.message, /SECRET-WORD/);
      });
    }

    it('is asked for in words alone once a server has refused the schema', async () => {
      server.answerBy(({ schema }) =>
        schema ? { status: 400, message: 'no such format' } : { text: VALIDITY_ANSWER },
      );
      const model = createLanguageModel(name, modelConfig(server.url));
      for (let i = 0; i < 2; i++) assert.deepEqual((await model.reply(REQUEST)).object, OBJECT);
      assert.deepEqual(
        server.requests.map(({ schema }) => schema !== undefined),
        [true, false, false],
      );
    });

    it('fails with the status where the server refuses the request itself', async () => {
      server.script({ status: 400, message: `too long ${SECRET_KEY}` });
      const error = await failureOf(ask());
      assert.deepEqual([error.reason, error.status], ['status', 400]);
      assert.ok(!error.message.includes(SECRET_KEY));
    });

    const FAULTS: [string, ScriptedReply, string][] = [
      ['rubbish', { rubbish: '<html>Bad gateway</html>' }, 'unreadable'],
      ['silence', { stall: 'within-body' }, 'timeout'],
      ['500 again and again', { status: 500, headers: AT_ONCE }, 'status'],
      ['a cut at the limit of tokens', { text: '{"years": 1', end: 'token-limit' }, 'unfinished'],
    ];
    for (const [what, fault, reason] of FAULTS) {
      it(`fails as every call does: ${what}`, async () => {
        server.script(fault);
        assert.equal((await failureOf(ask(300))).reason, reason);
      });
    }

    it('is tried again after 429', async () => {
      server.script({ status: 429, headers: AT_ONCE }, { text: VALIDITY_ANSWER });
      assert.deepEqual((await ask()).object, OBJECT);
    });
  });
}

describe('an object from a Claude model before structured output', () => {
  it('is asked for as the call of a tool', async () => {
    server.script({ text: VALIDITY_ANSWER, asToolCall: true });
    const reply = await createLanguageModel('anthropic:claude-3-haiku-20240307', modelConfig(server.url)).reply(
      REQUEST,
    );
    assert.deepEqual(reply.object, OBJECT);
    assert.ok(JSON.parse(server.requests[0].body).tools);
  });
});

describe('an object from a list of models', () => {
  async function ask(does: ScriptedReply[]) {
    let next = 0;
    server.answerBy(({ model }) =>
      model === 'first' ? does[Math.min(next++, does.length - 1)] : { text: VALIDITY_ANSWER },
    );
    const ledger = openCallList();
    const config = { ...modelConfig(server.url, 500), night: ['openai:first', 'openai:second'] };
    const offline = createLanguageModel('openai:unused', config);
    const { night } = await createRoleModels(config, { offline, ledger, log: SILENT });
    const reply = await night.reply(REQUEST);
    return { reply, told: ledger.calls.map(({ model, outcome, error }) => [model, outcome, error]) };
  }

  it('is asked for once more, with what was wrong, and each call is told', async () => {
    const { reply, told } = await ask([{ text: '{"years": 1, "kind": "huge"}' }, { text: VALIDITY_ANSWER }]);
    assert.deepEqual(reply.object, OBJECT);
    assert.deepEqual(told, [
      ['openai:first', 'failed', 'off-schema'],
      ['openai:first', 'ok', undefined],
    ]);
    assert.doesNotMatch(server.requests[0].instructions, /refused/);
    assert.match(server.requests[1].instructions, /refused.*kind/);
  });

  it('comes from the next model after two that do not fit', async () => {
    const { reply, told } = await ask([{ text: 'One year.' }]);
    assert.deepEqual([reply.model, reply.object], ['openai:second', OBJECT]);
    assert.deepEqual(
      told.map(([model, outcome]) => `${model} ${outcome}`),
      ['openai:first failed', 'openai:first failed', 'openai:second ok'],
    );
  });
});
