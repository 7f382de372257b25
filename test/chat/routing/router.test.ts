import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { BUNDLED_ROUTE_MODEL, guessRoute } from '../../../src/chat/routing/route-classifier.ts';
import { Router } from '../../../src/chat/routing/router.ts';
import { createLanguageModel } from '../../../src/models/create-language-model.ts';
import type { Embedder } from '../../../src/models/embedder.ts';
import { FallbackLanguageModel } from '../../../src/models/fallback-language-model.ts';
import { MiniLmEmbedder } from '../../../src/models/minilm-embedder.ts';
import { QuotingLanguageModel } from '../../../src/models/quoting-language-model.ts';
import { modelConfig, SILENT } from '../../support/model-case.ts';
import { openScriptedModelServer, type ScriptedModelServer } from '../../support/scripted-model-server.ts';

/** One that the classifier is in doubt about, as the first test checks. */
const DOUBTFUL = 'the loop in my garden';

let embedder: MiniLmEmbedder;
let server: ScriptedModelServer;
let plain: Router;
let asking: Router;
before(async () => {
  embedder = await MiniLmEmbedder.load();
  server = await openScriptedModelServer();
  plain = new Router({ embedder, log: SILENT });
  // As the app builds it: where the model fails, the offline one answers, which cannot tell routes.
  const inTurn = [createLanguageModel('anthropic:sorter', modelConfig(server.url)), new QuotingLanguageModel(embedder)];
  asking = new Router({ embedder, model: new FallbackLanguageModel(inTurn, SILENT), log: SILENT });
});
after(async () => {
  await server.close();
  await embedder.close();
});
beforeEach(() => {
  server.requests.length = 0;
});

const nameOf = async (question: string) => (await plain.route({ question })).name;

test('small talk is told by rule, with no model and no vector', async () => {
  server.script({ text: 'business' });
  assert.deepEqual(await asking.route({ question: 'Ciao, grazie mille!' }), {
    name: 'casual',
    why: 'nothing but greetings, thanks or filler',
  });
  assert.equal(server.requests.length, 0);
});

for (const [question, name] of [
  ['hi, how much is a KITAS?', 'business'],
  ['grazie, e quanto costa?', 'business'],
  ['what is an API key for my account?', 'business'],
  ['error 403 when I pay by card', 'business'],
  ['my python script fails with KeyError', 'code'],
  ['SELECT * FROM users WHERE id = 1', 'code'],
  ['can you help me?', 'casual'],
  ['ceritain lelucon dong', 'casual'],
] as const) {
  test(`"${question}" goes ${name}`, async () => assert.equal(await nameOf(question), name));
}

test('a sure question meets no model, and says how sure', async () => {
  server.script({ text: 'code' });
  const route = await asking.route({ question: 'How much does the premium plan cost per year?' });
  assert.equal(route.name, 'business');
  assert.match(route.why, /^like questions for the knowledge base \(0\.\d\d|1\.00\)$/);
  assert.ok(route.confidence! >= BUNDLED_ROUTE_MODEL.bar);
  assert.equal(server.requests.length, 0);
});

test('in doubt one short call decides', async () => {
  assert.equal(guessRoute(DOUBTFUL, await embedder.embed(DOUBTFUL)).isSure, false);
  server.script({ text: '**Casual**.' });
  assert.deepEqual(await asking.route({ question: DOUBTFUL }), { name: 'casual', why: 'a model said so' });
  assert.equal(server.requests.length, 1);
  assert.match(server.requests[0].turns.at(-1)!.content, /the loop in my garden/);
});

for (const [what, reply, why] of [
  ['rubbish', { text: 'That depends, but I think business.' }, 'the model asked named no route'],
  ['failing', { status: 401 }, 'the model asked named no route'],
  ['slow', { stall: 'before-headers' }, 'the model asked took too long'],
] as const) {
  test(`in doubt and with a ${what} model the classifier decides and says so`, async () => {
    const guess = guessRoute(DOUBTFUL, await embedder.embed(DOUBTFUL));
    server.script(reply);
    const route = await asking.route({ question: DOUBTFUL });
    assert.equal(route.name, guess.name);
    assert.ok(route.why.endsWith(`in doubt, ${why}`), route.why);
  });
}

test('a model alone that fails is told from one that says nothing', async () => {
  server.script({ status: 401 });
  const model = createLanguageModel('openai:sorter', modelConfig(server.url));
  const route = await new Router({ embedder, model, log: SILENT }).route({ question: DOUBTFUL });
  assert.match(route.why, /in doubt, the model asked failed$/);
});

test('without a model, and with an offline one, the classifier decides in doubt', async () => {
  const offline = new Router({ embedder, model: new QuotingLanguageModel(embedder), log: SILENT });
  for (const router of [plain, offline]) assert.match((await router.route({ question: DOUBTFUL })).why, /, in doubt$/);
});

test('a follow-up goes where the question before it went, a new question does not', async () => {
  const after = (content: string) => [
    { role: 'user' as const, content },
    { role: 'assistant' as const, content: 'Here you are.' },
  ];
  const onCode = after('Write a python function that sorts a list of numbers');
  const followUp = await plain.route({ question: 'and in the other order?', history: onCode });
  assert.equal(followUp.name, 'code');
  assert.match(followUp.why, /together with the question before/);
  const followUpOfVisa = await plain.route({ question: 'and how long?', history: after('How much is a KITAS?') });
  assert.equal(followUpOfVisa.name, 'business');
  assert.equal((await plain.route({ question: 'How do I renew my passport?', history: onCode })).name, 'business');
});

test('a vector that is there already is used', async () => {
  let embedded = 0;
  const counting = countingEmbedder(() => embedded++);
  const question = 'How do I renew my passport?';
  const route = await new Router({ embedder: counting, log: SILENT }).route({
    question,
    vector: await embedder.embed(question),
  });
  assert.deepEqual([route.name, embedded], ['business', 0]);
});

test('without vectors, and with those of another model, a question goes to the knowledge base', async () => {
  const failing = countingEmbedder(() => {
    throw new Error('away');
  });
  const other = { ...countingEmbedder(() => {}), id: 'another' };
  for (const broken of [failing, other])
    assert.deepEqual(await new Router({ embedder: broken, log: SILENT }).route({ question: 'tell me a joke' }), {
      name: 'business',
      why: 'the classifier could not be asked',
    });
});

test('an aborted question is not routed', async () => {
  server.script({ stall: 'before-headers' });
  const reason = new Error('gone');
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 50);
  await assert.rejects(asking.route({ question: DOUBTFUL }, controller.signal), reason);
});

/** The real one, and something done at each embedding. */
function countingEmbedder(seen: () => void): Embedder {
  return {
    id: embedder.id,
    dimensions: embedder.dimensions,
    waiting: 0,
    embed: async (text, signal) => {
      seen();
      return embedder.embed(text, signal);
    },
    countTokens: (text) => embedder.countTokens(text),
    close: async () => {},
  };
}
