import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GoldsmithError } from '../../src/errors.ts';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import { ModelJudge } from '../../src/nightly/model-judge.ts';
import { modelConfig, SECRET_KEY } from '../support/model-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../support/scripted-model-server.ts';
import { waitFor } from '../support/wait-for.ts';

let server: ScriptedModelServer;
before(async () => {
  server = await openScriptedModelServer();
});
after(() => server.close());
beforeEach(() => {
  server.requests.length = 0;
});

const A = { text: 'How much is the tourist levy?' };
const B = { text: 'What does the Bali levy cost?\nAnd when?' };
const AT_ONCE = { 'retry-after-ms': '1' };

/** A judge over the real client of a provider. */
function judgeOf(provider: 'openai' | 'anthropic', timeoutMs = 20_000): ModelJudge {
  const model = createLanguageModel(`${provider}:judge`, modelConfig(server.url, timeoutMs));
  return new ModelJudge(model);
}

for (const provider of ['openai', 'anthropic'] as const) {
  test(`${provider} is sent both questions, and what to say`, async () => {
    server.script({ text: 'YES' });
    assert.equal(await judgeOf(provider).isSameAnswer(A, B), true);
    const [{ turns, instructions, model }, ...more] = server.requests;
    assert.deepEqual(more, []);
    assert.equal(model, 'judge');
    assert.deepEqual(turns, [{ role: 'user', content: `Question 1: ${A.text}\nQuestion 2: ${B.text}` }]);
    assert.match(instructions, /one and the same answer/);
    assert.match(instructions, /YES or NO/);
    assert.doesNotMatch(instructions, /UNANSWERABLE|source/, 'it has no sources to answer from');
  });
}

for (const [said, verdict] of [
  ['YES', true],
  ['yes', true],
  ['Yes.', true],
  ['**YES**', true],
  ['"Yes"', true],
  [' \n Yes, one answer serves both.', true],
  ['NO', false],
  ['no.', false],
  ['- No', false],
  ['<think>\nYES? No: they differ.\n</think>\n\nNO', false],
  ['*No*: the second one asks about the time. Yes to the first.', false],
] as const) {
  test(`${JSON.stringify(said)} is ${verdict ? 'yes' : 'no'}`, async () => {
    server.script({ text: said });
    assert.equal(await judgeOf('openai').isSameAnswer(A, B), verdict);
  });
}

for (const said of ['Maybe.', 'Yesterday', 'Nothing', 'Not sure', 'The answer is YES', '42', 'UNANSWERABLE', 'ja']) {
  test(`${JSON.stringify(said)} is no verdict, and an error that quotes no question`, async () => {
    server.script({ text: said });
    const error = await judgeOf('openai')
      .isSameAnswer(A, B)
      .then(
        () => assert.fail('a verdict'),
        (thrown) => thrown,
      );
    assert.ok(error instanceof GoldsmithError);
    assert.equal(error.code, 'model-failed');
    assert.match(error.message, /neither "yes" nor "no"/);
    assert.ok(!error.message.includes('levy'));
  });
}

test('an answer that was cut off or is empty, an error of the server and rubbish are errors, without the key', async () => {
  for (const reply of [
    { text: '' },
    { text: 'YES', end: 'token-limit' },
    { text: 'YES', end: 'refused' },
    { status: 500, message: `broken ${SECRET_KEY}`, headers: AT_ONCE },
    { status: 401, message: `wrong key ${SECRET_KEY}` },
    { rubbish: '{"id":' },
  ] as const) {
    server.script(reply);
    await assert.rejects(judgeOf('openai').isSameAnswer(A, B), (error: GoldsmithError) => {
      assert.equal(error.code, 'model-failed', JSON.stringify(reply));
      assert.ok(!error.message.includes(SECRET_KEY));
      return true;
    });
  }
});

test('a server that recovers is asked again, and its answer counts', async () => {
  server.script({ status: 500, headers: AT_ONCE }, { text: 'NO' });
  assert.equal(await judgeOf('openai').isSameAnswer(A, B), false);
  assert.equal(server.requests.length, 2);
});

for (const stall of ['before-headers', 'within-body'] as const) {
  test(`a server that stalls ${stall} is given up`, async () => {
    server.script({ stall });
    await assert.rejects(judgeOf('openai', 100).isSameAnswer(A, B), {
      code: 'model-failed',
      message: /no answer within 100 ms/,
    });
  });

  test(`an abort ends a call that stalls ${stall}, with its reason`, async () => {
    server.script({ stall });
    const stop = new AbortController();
    const reason = new Error('enough');
    const failed = assert.rejects(judgeOf('openai').isSameAnswer(A, B, stop.signal), reason);
    await waitFor(async () => server.requests.length === 1, 'the model is asked');
    stop.abort(reason);
    await failed;
  });
}
