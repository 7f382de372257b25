import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { AnswerDesk } from '../../src/desk/answer-desk.ts';
import { answerDetail } from '../../src/desk/answer-detail.ts';
import { ANSWER_FORMATS, readAnswerText } from '../../src/desk/answer-file.ts';
import { exportAnswers } from '../../src/desk/export-answers.ts';
import { type ImportedLine, importAnswers } from '../../src/desk/import-answers.ts';
import { PhrasingDesk } from '../../src/desk/phrasing-desk.ts';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import { ANSWER_STATUSES } from '../../src/golden/answer-status.ts';
import { ADA, BO } from '../support/deciding-case.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
let desk: AnswerDesk;
let phrasings: PhrasingDesk;
before(async () => {
  opened = await openTestApp();
  desk = new AnswerDesk(opened.app);
  phrasings = new PhrasingDesk(opened.app);
});
after(() => opened.close());
const EMPTY =
  'DELETE FROM golden_answers; DELETE FROM clusters; DELETE FROM phrasings; DELETE FROM desk_audit; DELETE FROM counter_examples';
beforeEach(() => db().query(EMPTY));

const db = () => opened.app.database;
const detail = (id: number) => answerDetail(db(), id);
const version = async (id: number) => (await detail(id)).version;
const asked = async (question: string) => {
  await opened.app.golden.refresh();
  const { outcome, reason, answer } = await opened.app.golden.lookupGoldenAnswer(question);
  return outcome === 'hit' ? answer!.answer : reason;
};
const write = (question: string, answer: string, more: string[] = []) =>
  writeByHand(opened.app, ADA, { question, answer, language: 'en', phrasings: more });
const edit = async (id: number, change: { question?: string; answer?: string }) =>
  desk.edit(ADA, id, await version(id), change);
const dismiss = async (id: number) => desk.dismiss(ADA, id, await version(id));
const exported = async (format: 'csv' | 'jsonl' = 'jsonl') =>
  (await Array.fromAsync(exportAnswers(db(), format))).join('');
const importText = (text: string, { format = 'jsonl', dryRun = false, onLine = (_: ImportedLine) => {} } = {}) =>
  importAnswers(readAnswerText(`a.${format}`, text), opened.app, BO, { dryRun, onLine });
const importLine = (line: object) => importText(JSON.stringify(line));
const counts = ({ created, updated, unchanged, skipped }: Awaited<ReturnType<typeof importText>>) => [
  ...[created, updated, unchanged, skipped],
];

/** All that people can see or ask for; reading it again after a change that is none gives the same. */
const everything = async () => ({
  answers: await db().query('SELECT * FROM golden_answers ORDER BY id'),
  versions: await db().query('SELECT * FROM answer_versions ORDER BY golden_answer_id, version'),
  phrasings: await db().query('SELECT id, text, cluster_id, by_hand FROM phrasings ORDER BY id'),
  published: await db().query('SELECT * FROM published_phrasings ORDER BY phrasing_id'),
  decisions: await db().query('SELECT * FROM phrasing_decisions ORDER BY phrasing_id, cluster_id'),
  clusters: await db().query('SELECT * FROM clusters ORDER BY id'),
  audit: await db().query('SELECT * FROM desk_audit ORDER BY id'),
});

const Q = 'What does the mu permit cost?';
const OTHER = 'Price of mu permit please?';

/** B is served to the question of A, which was dismissed; A was served more often, and comes first in a file. */
async function swapped(how: 'question' | 'phrasing'): Promise<{ a: number; b: number }> {
  const a = await write(Q, 'Ten dollars.');
  for (let n = 0; n < 3; n++) assert.equal(await asked(Q), 'Ten dollars.');
  await opened.app.recorders.lookups.flush();
  await dismiss(a);
  const b = how === 'question' ? await write(OTHER, 'Twelve dollars.') : await takeAsPhrasing();
  if (how === 'question') await edit(b, { question: Q });
  assert.equal(await asked(Q), 'Twelve dollars.');
  return { a, b };
}

/** Who writes an answer of its own with the question of another as a phrasing. */
const takeAsPhrasing = () => write(OTHER, 'Twelve dollars.', [Q]);

for (const how of ['question', 'phrasing'] as const)
  for (const format of ANSWER_FORMATS)
    test(`a dismissed answer whose question is the ${how} of another changes nothing by its line of a ${format} file`, async () => {
      await swapped(how);
      const file = await exported(format);
      const before = await everything();
      for (const dryRun of [true, false])
        assert.deepEqual(counts(await importText(file, { format, dryRun })), [0, 0, 2, 0]);
      assert.deepEqual(await everything(), before);
      assert.equal(await asked(Q), 'Twelve dollars.');
      // As exported at the desk, with dismissed ones alone.
      const [head, first] = format === 'csv' ? file.split('\r\n') : ['', file.split('\n')[0]];
      assert.deepEqual(counts(await importText(`${head}\n${first}\n`, { format })), [0, 0, 1, 0]);
      assert.deepEqual(await everything(), before);
    });

test('both come back where there are none yet, whichever comes first', async () => {
  await swapped('question');
  const file = await exported();
  const lines = file.trimEnd().split('\n');
  for (const order of [lines, lines.toReversed()]) {
    await db().query(EMPTY);
    assert.deepEqual(counts(await importText(order.join('\n'), { dryRun: true })), [2, 0, 0, 0]);
    assert.deepEqual(counts(await importText(order.join('\n'))), [2, 0, 0, 0]);
    assert.equal(await asked(Q), 'Twelve dollars.');
    assert.deepEqual((await exported()).trimEnd().split('\n').sort(), lines.toSorted());
    assert.deepEqual(counts(await importText(file)), [0, 0, 2, 0]);
  }
});

describe('a line that would take an answer out of service', () => {
  test('is refused where that answer says something else; by its own text it does', async () => {
    const { a, b } = await swapped('question');
    await desk.erase(ADA, a, await version(a));
    const old = { question: Q, answer: 'Ten dollars.', status: 'dismissed' };
    const { skippedLines, skipped } = await importLine(old);
    assert.equal(skipped, 1);
    assert.match(skippedLines[0].reason, new RegExp(`answer ${b}`));
    assert.equal(await asked(Q), 'Twelve dollars.');
    assert.deepEqual(counts(await importLine({ ...old, answer: 'Twelve dollars.' })), [0, 1, 0, 0]);
    assert.equal((await detail(b)).status, 'dismissed');
  });

  for (const status of ['draft', 'paused', 'dismissed'] as const)
    test(`is refused where the question is but a phrasing of that answer: ${status}`, async () => {
      const b = await takeAsPhrasing();
      const before = await everything();
      const { skippedLines } = await importLine({ question: Q, answer: 'Ten dollars.', status });
      assert.match(skippedLines[0].reason, new RegExp(`answer ${b}`));
      assert.deepEqual(await everything(), before);
    });
});

test('a line that brings a dismissed answer back is refused while another is served to its question', async () => {
  const { a, b } = await swapped('phrasing');
  const before = await everything();
  const { skippedLines } = await importLine({ question: Q, answer: 'Ten dollars.', status: 'published' });
  assert.deepEqual(await everything(), before);
  assert.match(skippedLines[0].reason, new RegExp(`answer ${b}`));
  await phrasings.detach(ADA, b, (await detail(b)).phrasings.find(({ text }) => text === Q)!.id);
  await importLine({ question: Q, answer: 'Ten dollars.', status: 'published' });
  assert.equal((await detail(a)).status, 'published');
  assert.equal(await asked(Q), 'Ten dollars.');
});

describe('an answer that comes back', () => {
  for (const how of ['question', 'phrasing'] as const)
    test(`is refused while its question is the ${how} of another, and says of which`, async () => {
      const { a, b } = await swapped(how);
      const before = await everything();
      for (const back of ['publish', 'pause'] as const)
        await assert.rejects(
          async () => desk[back](ADA, a, await version(a)),
          ({ code, message, current }: { code: string; message: string; current?: { answer_id: number } }) => {
            assert.deepEqual([code, current?.answer_id], ['bad-input', b]);
            assert.match(message, new RegExp(`${how} of answer ${b}`));
            return true;
          },
        );
      assert.deepEqual(await everything(), before);
      assert.equal(await asked(Q), 'Twelve dollars.');
    });

  test('is served to its question again once the other has let it go', async () => {
    const { a, b } = await swapped('question');
    await edit(b, { question: OTHER });
    await phrasings.detach(ADA, b, (await detail(b)).phrasings.find(({ text }) => text === Q)!.id);
    await desk.publish(ADA, a, await version(a));
    assert.equal(await asked(Q), 'Ten dollars.');
    assert.equal(await asked(OTHER), 'Twelve dollars.');
    const { after: told } = (
      await db().query<{ after: { phrasings: string[] } }>('SELECT after FROM desk_audit ORDER BY id')
    ).at(-1)!;
    assert.deepEqual(told.phrasings, [Q]);
  });

  test('as a draft of a night is not approved while another is served to its question', async () => {
    const { a, b } = await swapped('question');
    await db().query(
      "UPDATE golden_answers SET status = 'draft', dismissed_asked = NULL, dismissed_users = NULL WHERE id = $1",
      [a],
    );
    await assert.rejects(async () => desk.edit(ADA, a, await version(a), { answer: 'Nine.' }, true), {
      message: new RegExp(`answer ${b}`),
    });
    assert.equal((await detail(a)).status, 'draft');
    await desk.edit(ADA, a, await version(a), { question: 'What did the mu permit cost?' }, true);
    assert.equal(await asked('What did the mu permit cost?'), 'Ten dollars.');
    assert.equal(await asked(Q), 'Twelve dollars.');
  });

  test('takes no mark back that stands against its own words', async () => {
    const a = await write(Q, 'Ten dollars.');
    await asked(Q);
    await opened.app.recorders.lookups.flush();
    const [{ key }] = await db().query<{ key: string }>('SELECT key FROM lookups ORDER BY created_at DESC LIMIT 1');
    await phrasings.markWrong(ADA, a, key);
    await desk.pause(ADA, a, await version(a));
    await desk.publish(ADA, a, await version(a));
    assert.equal(await asked(Q), 'marked-wrong');
  });
});

for (const status of ['dismissed', 'paused'] as const)
  test(`what is ${status} takes no phrasing from an answer that is served`, async () => {
    const a = await write('Who needs the mu permit?', 'You do.');
    const b = await write(OTHER, 'Twelve dollars.', [Q]);
    await (status === 'dismissed' ? dismiss(a) : desk.pause(ADA, a, await version(a)));
    const before = await everything();
    await assert.rejects(edit(a, { question: Q }), {
      code: 'bad-input',
      message: new RegExp(`phrasing of answer ${b}`),
    });
    assert.deepEqual(await everything(), before);
    const { skippedLines } = await importLine({
      question: 'Who needs the mu permit?',
      answer: 'You do.',
      phrasings: [Q],
    });
    assert.equal(skippedLines.length, status === 'paused' ? 1 : 0);
    assert.deepEqual(await everything(), before);
    assert.equal(await asked(Q), 'Twelve dollars.');
  });

/** What somebody does at the desk: to an answer of those there are, with one of a few questions. */
const step = fc.record({
  what: fc.constantFrom(
    'write',
    'write',
    'question',
    'question',
    'answer',
    'dismiss',
    'dismiss',
    'publish',
    'pause',
    'draft',
    'move',
    'detach',
  ),
  which: fc.nat(5),
  other: fc.nat(5),
  words: fc.constantFrom(Q, OTHER, 'Where is the mu office?', 'what does the MU permit cost', 'Is the mu permit free?'),
  more: fc.constantFrom<string[]>([], [], ['Mu?'], [Q], ['Where is the mu office?', 'Mu office']),
  text: fc.constantFrom('Ten dollars.', 'Twelve dollars.'),
});

async function take({
  what,
  which,
  other,
  words,
  more,
  text,
}: typeof step extends fc.Arbitrary<infer Step> ? Step : never) {
  const answers = await db().query<{ id: number; version: number }>(
    'SELECT id, version FROM golden_answers ORDER BY id',
  );
  if (what === 'write' || answers.length === 0) return write(words, text, more);
  const { id, version: seen } = answers[which % answers.length];
  const phrasing = (await detail(id)).phrasings.at(-1)?.id ?? 0;
  if (what === 'question') return desk.edit(ADA, id, seen, { question: words });
  if (what === 'answer') return desk.edit(ADA, id, seen, { answer: text });
  if (what === 'move') return phrasings.move(ADA, id, phrasing, answers[other % answers.length].id);
  if (what === 'detach') return phrasings.detach(ADA, id, phrasing);
  // As a night brings back what is asked markedly more.
  if (what === 'draft')
    return db().query(
      "UPDATE golden_answers SET status = 'draft', dismissed_asked = NULL, dismissed_users = NULL WHERE id = $1",
      [id],
    );
  return desk[what](ADA, id, seen);
}

const sharedQuestions = () =>
  db().query(
    `SELECT lower(rtrim(canonical_question, '?')) FROM golden_answers WHERE status = 'published' GROUP BY 1 HAVING count(*) > 1`,
  );

test('whatever was done, no two answers are served to one question, and an unchanged file changes nothing', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 14 }),
      fc.constantFrom(...ANSWER_FORMATS),
      async (steps, format) => {
        await db().query(EMPTY);
        for (const one of steps)
          await take(one).catch((error: { code?: string }) => {
            if (!['bad-input', 'not-found'].includes(error.code ?? '')) throw error;
          });
        assert.deepEqual(await sharedQuestions(), []);
        const before = await everything();
        for (const { status } of before.answers) seen.add(String(status));
        const file = await exported(format);
        for (const dryRun of [true, false]) {
          const report = await importText(file, { format, dryRun });
          assert.deepEqual(report.skippedLines, []);
          assert.deepEqual(counts(report), [0, 0, before.answers.length, 0]);
        }
        assert.deepEqual(await everything(), before);
      },
    ),
    { numRuns: 40 },
  );
  assert.deepEqual([...seen].sort(), ANSWER_STATUSES.toSorted());
});
