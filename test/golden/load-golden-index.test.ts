import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { loadGoldenIndex } from '../../src/golden/load-golden-index.ts';
import { newAnswer } from '../support/golden-case.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
before(async () => {
  opened = await openTestApp();
});
after(() => opened.close());

test('where only answers have changed, the questions are taken over; the night brings new ones', async () => {
  const { database, golden, embedder } = opened.app;
  const load = (known?: Awaited<ReturnType<typeof loadGoldenIndex>>) =>
    loadGoldenIndex(database, embedder.id, 'trained', known);
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 1, answer: 'The first.' }));
  await golden.updateClusterMapping(1, [{ text: 'What is a KITAS?', userId: 'a' }]);
  const first = await load();
  assert.equal(first.index.findExact('what is a kitas')?.answer.answer, 'The first.');

  await golden.saveGoldenAnswer(newAnswer({ clusterId: 1, answer: 'The second.' }));
  await golden.saveGoldenAnswer(newAnswer({ clusterId: 2, answer: 'Not asked for yet.' }));
  // Were the questions read again, this one would be found.
  await database.query("UPDATE phrasings SET normalised = 'other words'");
  const second = await load(first);
  assert.equal(second.questions, first.questions);
  assert.notEqual(second.version, first.version);
  assert.equal(second.index.findExact('what is a kitas')?.answer.answer, 'The second.');
  assert.equal(second.index.answerCount, 1);

  await golden.updateClusterMapping(2, [{ text: 'How much is a KITAS?', userId: 'a' }]);
  const third = await load(second);
  assert.equal(third.index.findExact('other words')?.answer.answer, 'The second.');
  assert.equal(third.index.findExact('how much is a kitas')?.answer.answer, 'Not asked for yet.');
  assert.equal(third.index.answerCount, 2);
});
