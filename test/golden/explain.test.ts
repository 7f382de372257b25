import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newAnswer } from '../support/golden-case.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.85' });
  const { golden } = opened.app;
  await golden.saveGoldenAnswer(newAnswer());
  await golden.updateClusterMapping(1, [{ text: 'What is a KITAS?' }, { text: 'what does KITAS mean' }]);
  await golden.updateClusterMapping(2, [{ text: 'Where can I rent a surfboard in Canggu?' }]);
  await golden.connect();
});
after(() => opened.close());

const QUESTIONS = [
  'what is a kitas',
  'What does a KITAS mean?',
  'Where may I rent a surfboard in Canggu?',
  'Which football club won in 1987?',
  'where is my application now?',
  'and how much is that one?',
  'hello!',
  '?',
];

test('what is explained is what is served, for every way that a question may go', async () => {
  const { golden } = opened.app;
  const outcomes = new Set<string>();
  for (const question of QUESTIONS) {
    for (const hasHistory of [false, true]) {
      const { key: _, milliseconds: __, ...served } = await golden.lookupGoldenAnswer(question, { hasHistory });
      const { milliseconds, steps, questionOf, ...explained } = await golden.explain(question, { hasHistory });
      assert.deepEqual(explained, served, question);
      assert.ok(milliseconds >= 0 && steps[0].step === 'same-words' && questionOf(2) === undefined);
      outcomes.add(`${served.outcome} ${served.reason}`);
    }
  }
  assert.ok(outcomes.size >= 6, [...outcomes].join(', '));
});

test('the steps end where the question was decided', async () => {
  const last = async (question: string) => (await opened.app.golden.explain(question)).steps.at(-1);
  assert.deepEqual(await last('what is a kitas'), { step: 'answer', check: 'marked-wrong', passed: true });
  assert.deepEqual(await last('hello!'), { step: 'eligible', ineligible: 'small-talk', isExcepted: false });
  const unanswered = await last('Where may I rent a surfboard in Canggu?');
  assert.ok(unanswered?.step === 'decide' && unanswered.isAnswered === false && unanswered.bar === 0.85);
  assert.deepEqual(unanswered.considered.map(({ cluster }) => cluster).sort(), [1, 2]);
});

test('nothing of it is recorded or counted', async () => {
  const { golden, recorders, database } = opened.app;
  await recorders.lookups.flush();
  const count = () => database.query('SELECT count(*) FROM lookups');
  const [before, tally] = [await count(), JSON.stringify(recorders.lookups.tally)];
  await golden.explain('what is a kitas');
  await recorders.lookups.flush();
  assert.deepEqual([await count(), JSON.stringify(recorders.lookups.tally)], [before, tally]);
});
