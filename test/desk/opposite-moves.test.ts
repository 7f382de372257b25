import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AnswerDesk } from '../../src/desk/answer-desk.ts';
import { answerDetail } from '../../src/desk/answer-detail.ts';
import { readAnswerText } from '../../src/desk/answer-file.ts';
import { importAnswers } from '../../src/desk/import-answers.ts';
import { PhrasingDesk } from '../../src/desk/phrasing-desk.ts';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import { GoldsmithError } from '../../src/errors.ts';
import { ADA, BO } from '../support/deciding-case.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
before(async () => {
  opened = await openTestApp();
});
after(() => opened.close());

const PAIRS = 8;
const texts = (name: string) => Array.from({ length: PAIRS }, (_, n) => `${name} wording number ${n}`);

test('people who move phrasings between two answers both ways at once all come through', async () => {
  const phrasings = new PhrasingDesk(opened.app);
  const write = (question: string, more: string[]) =>
    writeByHand(opened.app, ADA, { question, answer: `${question} So.`, phrasings: more });
  const [a, b] = [await write('What is alpha?', texts('alpha')), await write('What is beta?', texts('beta'))];
  const shown = async (id: number) => {
    const { phrasings, question } = await answerDetail(opened.app.database, id);
    return phrasings.filter(({ text }) => text !== question);
  };
  for (let round = 0; round < 3; round++) {
    const [ofA, ofB] = [await shown(a), await shown(b)];
    const results = await Promise.allSettled(
      ofA.flatMap(({ id }, n) => [phrasings.move(ADA, a, id, b), phrasings.move(BO, b, ofB[n].id, a)]),
    );
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    assert.deepEqual(failed, []);
    const ids = (rows: { id: number }[]) => rows.map(({ id }) => id).sort();
    assert.deepEqual([ids(await shown(a)), ids(await shown(b))], [ids(ofB), ids(ofA)]);
  }
});

test('nor does anybody fail who claims the same words meanwhile by editing, writing or importing', async () => {
  const { app } = opened;
  const [phrasings, desk] = [new PhrasingDesk(app), new AnswerDesk(app)];
  const words = texts('gamma');
  const write = (question: string, more: string[] = []) =>
    writeByHand(app, ADA, { question, answer: `${question} So.`, phrasings: more });
  const [a, b, c] = [await write('Is this gamma?', words), await write('Is this delta?'), await write('Is it eta?')];
  const shown = (await answerDetail(app.database, a)).phrasings.filter(({ text }) => words.includes(text));
  const line = { question: 'Is it eta?', answer: 'Is it eta? So.', phrasings: words.toReversed() };
  const results = await Promise.allSettled([
    ...shown.map(({ id }) => phrasings.move(ADA, a, id, b)),
    desk.edit(BO, c, 1, { question: words[0] }),
    desk.edit(ADA, b, 1, { question: words[1] }),
    importAnswers(readAnswerText('a.jsonl', JSON.stringify(line)), app, BO).then(({ skippedLines }) => {
      for (const { reason } of skippedLines) assert.doesNotMatch(reason, /deadlock/);
    }),
    write('Is it zeta?', words.slice(4)),
  ]);
  const wrong = results.flatMap((result) =>
    result.status === 'rejected' && !(result.reason instanceof GoldsmithError) ? [String(result.reason)] : [],
  );
  assert.deepEqual(wrong, []);
});
