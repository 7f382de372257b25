import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Circuit, CircuitLanguageModel } from '../../src/models/circuit-language-model.ts';
import { createLanguageModel } from '../../src/models/create-language-model.ts';
import type { LanguageModel } from '../../src/models/language-model.ts';
import { type FailureDetails, ModelFailure } from '../../src/models/model-failure.ts';
import { languageModelContract, VALIDITY_ANSWER } from '../contracts/language-model-contract.ts';
import { ANSWERABLE, modelConfig, SILENT, UNANSWERABLE_REQUEST } from '../support/model-case.ts';
import { openScriptedModelServer } from '../support/scripted-model-server.ts';

const NAME = 'openai:gpt-test';

languageModelContract('a model behind a circuit', async () => {
  const server = await openScriptedModelServer();
  server.answerBy(({ schema, turns }) => ({
    text: schema ? VALIDITY_ANSWER : turns.at(-1)?.content.includes('football') ? 'UNANSWERABLE' : 'One year.',
    afterMs: 20,
  }));
  const model = createLanguageModel(NAME, modelConfig(server.url));
  return {
    model: new CircuitLanguageModel(model, new Circuit(NAME, SILENT)),
    answeredBy: [NAME],
    answerable: ANSWERABLE,
    unanswerable: UNANSWERABLE_REQUEST,
    close: server.close,
  };
});

/** Far longer than a test takes, and far shorter than a person waits for one. */
const REST_MS = 400;

const AWAY: FailureDetails = { reason: 'status', status: 503, retryable: true };

/** A model that does as it is told, behind a circuit that opens after three failures. */
function openCase() {
  let asked = 0;
  let next: () => Promise<void> = async () => {};
  const model: LanguageModel = {
    id: NAME,
    async reply() {
      asked++;
      await next();
      return { text: 'One year.', model: NAME, inputTokens: 1, outputTokens: 1, cost: undefined };
    },
  };
  const circuit = new Circuit(NAME, SILENT, { failures: 3, restMs: REST_MS });
  const guarded = new CircuitLanguageModel(model, circuit);
  return {
    ask: (signal?: AbortSignal) => guarded.reply(ANSWERABLE, signal),
    /** Another role's model over the same circuit. */
    askForAnotherRole: () => new CircuitLanguageModel(model, circuit).reply(ANSWERABLE),
    does(what: () => Promise<void>) {
      next = what;
    },
    fails(details: FailureDetails = AWAY) {
      next = () => Promise.reject(new ModelFailure('no', details));
    },
    works() {
      next = async () => {};
    },
    get asked() {
      return asked;
    },
  };
}

const isNotAsked = (error: unknown) => error instanceof ModelFailure && error.reason === 'not-asked' && error.retryable;
type Case = ReturnType<typeof openCase>;

async function failTimes(given: Case, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await assert.rejects(given.ask(), { message: 'no' });
}

/** A case whose circuit has just opened. */
async function openOpenCase(): Promise<Case> {
  const given = openCase();
  given.fails();
  await failTimes(given, 3);
  return given;
}

describe('a circuit', () => {
  it('opens after so many failures in a row: the model is not asked, for whichever role', async () => {
    const given = await openOpenCase();
    await assert.rejects(given.ask(), isNotAsked);
    await assert.rejects(given.askForAnotherRole(), isNotAsked);
    assert.equal(given.asked, 3);
  });

  it('stays closed when an answer comes between the failures', async () => {
    const given = openCase();
    for (let i = 0; i < 4; i++) {
      given.fails();
      await failTimes(given, 2);
      given.works();
      await given.ask();
    }
    assert.equal(given.asked, 12);
  });

  it('tries the model once after its rest, and closes when it answers', async () => {
    const given = await openOpenCase();
    await pause(REST_MS + 50);
    given.works();
    await given.ask();
    given.fails();
    await failTimes(given, 2);
    assert.equal(given.asked, 6, 'counting begins anew');
  });

  it('opens again when the try fails', async () => {
    const given = await openOpenCase();
    await pause(REST_MS + 50);
    await failTimes(given, 1);
    await assert.rejects(given.ask(), isNotAsked);
    assert.equal(given.asked, 4);
  });

  it('lets nobody wait for the end of a try', async () => {
    const given = await openOpenCase();
    await pause(REST_MS + 50);
    let finish = () => {};
    given.does(() => new Promise((resolve) => (finish = resolve)));
    const trial = given.ask();
    await assert.rejects(given.ask(), isNotAsked);
    assert.equal(given.asked, 4);
    finish();
    await trial;
    given.works();
    await given.ask();
  });

  it('learns nothing from a try that its caller breaks off', async () => {
    const given = await openOpenCase();
    await pause(REST_MS + 50);
    const controller = new AbortController();
    given.does(async () => {
      controller.abort(new Error('gone'));
      throw controller.signal.reason;
    });
    await assert.rejects(given.ask(controller.signal), /gone/);
    await assert.rejects(given.ask(), isNotAsked);
  });

  const UNCOUNTED: [string, FailureDetails][] = [
    ['a request that the server refuses as such', { reason: 'status', status: 400, retryable: false }],
    ['a request that is too large', { reason: 'status', status: 413, retryable: false }],
    ['an answer that the model ended itself', { reason: 'unfinished', retryable: false }],
  ];
  for (const [what, details] of UNCOUNTED) {
    it(`does not count ${what}`, async () => {
      const given = openCase();
      given.fails(details);
      await failTimes(given, 8);
      assert.equal(given.asked, 8);
    });
  }

  const COUNTED: [string, FailureDetails][] = [
    ['a wrong key', { reason: 'status', status: 401, retryable: false }],
    ['a model that is not there', { reason: 'status', status: 404, retryable: false }],
    ['too many requests', { reason: 'status', status: 429, retryable: true }],
    ['silence', { reason: 'timeout', retryable: true }],
    ['rubbish', { reason: 'unreadable', retryable: false }],
    ['a cut connection', { reason: 'connection', retryable: true }],
  ];
  for (const [what, details] of COUNTED) {
    it(`counts ${what}`, async () => {
      const given = openCase();
      given.fails(details);
      await failTimes(given, 3);
      await assert.rejects(given.ask(), isNotAsked);
    });
  }

  it('does not count callers that go away', async () => {
    const given = openCase();
    for (let i = 0; i < 8; i++) {
      const controller = new AbortController();
      given.does(async () => {
        controller.abort(new Error('gone'));
        throw controller.signal.reason;
      });
      await assert.rejects(given.ask(controller.signal), /gone/);
    }
    assert.equal(given.asked, 8);
  });
});
