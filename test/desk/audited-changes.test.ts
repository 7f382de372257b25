import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { AnswerDesk } from '../../src/desk/answer-desk.ts';
import { answerDetail } from '../../src/desk/answer-detail.ts';
import { readAnswerText } from '../../src/desk/answer-file.ts';
import { importAnswers } from '../../src/desk/import-answers.ts';
import { readAudit } from '../../src/desk/list-audit.ts';
import { PhrasingDesk } from '../../src/desk/phrasing-desk.ts';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import { ADA, BO } from '../support/deciding-case.ts';
import { newAnswer } from '../support/golden-case.ts';
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
beforeEach(() =>
  db().query(
    'DELETE FROM golden_answers; DELETE FROM clusters; DELETE FROM phrasings; DELETE FROM desk_audit; DELETE FROM counter_examples; DELETE FROM lookups',
  ),
);

const db = () => opened.app.database;
const write = (question: string, answer: string, more: string[] = []) =>
  writeByHand(opened.app, ADA, { question, answer, phrasings: more });
/** Who did what, with before and after; oldest first, without what was written before. */
const changes = async (filter = {}, since = 0) => {
  const { changes: rows } = await readAudit(db(), { limit: 100, ...filter });
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON a change tells of itself.
  return rows.filter(({ id }) => id > since).reverse() as any[];
};
const newest = async () => (await changes()).at(-1)?.id ?? 0;
const clusterOf = async (id: number) => (await answerDetail(db(), id)).cluster_id;

test('an import that only adds phrasings is written down, with their words', async () => {
  const id = await write('What is a KITAS?', 'A permit.', ['kitas meaning']);
  const since = await newest();
  const text = 'question,answer,phrasings\nWhat is a KITAS?,A permit.,"kitas meaning\nstay card?"\n';
  await importAnswers(readAnswerText('a.csv', text), opened.app, BO);
  await importAnswers(readAnswerText('a.csv', text), opened.app, BO);
  const rows = await changes({}, since);
  assert.deepEqual(
    rows.map(({ who, action, subject_id, after }) => [who, action, subject_id, after.phrasings]),
    [['Bo', 'answer.import', String(id), ['stay card?']]],
  );
  assert.equal(rows[0].before.phrasings, undefined);
});

for (const [how, take] of [
  ['written', () => write('What is a KITAP?', 'A longer permit.', ['long stay?'])],
  [
    'imported',
    () =>
      importAnswers(
        readAnswerText(
          'a.jsonl',
          '{"question":"What is a KITAP?","answer":"A longer permit.","phrasings":["long stay?"]}',
        ),
        opened.app,
        ADA,
      ),
  ],
  [
    'renamed',
    async () => {
      const id = await write('What is a KITAP?', 'A longer permit.');
      await desk.edit(ADA, id, 1, { question: 'Long stay?' });
    },
  ],
] as const)
  test(`a phrasing that an answer takes from another is named in the audit of both: ${how}`, async () => {
    const kitas = await write('What is a KITAS?', 'A permit.', ['long stay?', 'kitas meaning']);
    const from = await clusterOf(kitas);
    const since = await newest();
    await take();
    const [{ id: kitap, cluster }] = await db().query<{ id: number; cluster: number }>(
      'SELECT id, cluster_id AS cluster FROM golden_answers WHERE id <> $1',
      [kitas],
    );
    const taken = (await changes({ subject: 'answer', subject_id: String(kitap) }, since)).flatMap(
      ({ subject, after }) => (subject === 'answer' ? (after.phrasings ?? []) : []),
    );
    assert.ok(taken.includes('long stay?') || taken.includes('Long stay?'));
    const lost = await changes({ subject: 'answer', subject_id: String(kitas) }, since);
    assert.deepEqual(
      lost.map(({ action, subject, before }) => [
        action,
        subject,
        before.phrasing.toLowerCase(),
        before.answer,
        before.cluster,
      ]),
      [['phrasing.move', 'phrasing', 'long stay?', kitas, from]],
    );
    assert.deepEqual([lost[0].after.answer, lost[0].after.cluster], [kitap, cluster]);
  });

test('a change of an answer tells of its sources, of whose it is, and whether it is approved', async () => {
  const { sources } = newAnswer();
  const { id } = await opened.app.golden.saveGoldenAnswer(newAnswer());
  await opened.app.golden.updateClusterMapping(1, [{ text: 'What is a KITAS?' }]);
  await desk.pause(ADA, id, 1);
  await desk.publish(ADA, id, 2);
  await desk.edit(ADA, id, 3, { answer: 'Ours.' });
  const told = ({ sources: rest, edited, approved }: Record<string, unknown>) => [rest, edited, approved];
  assert.deepEqual(
    (await changes()).map(({ before, after }) => [told(before), told(after)]),
    [
      [
        [sources, false, false],
        [sources, false, false],
      ],
      [
        [sources, false, false],
        [sources, false, true],
      ],
      [
        [sources, false, true],
        [sources, true, true],
      ],
    ],
  );
});

test('what is done to a phrasing or a hit is told with its words, before and after, among what was done to the answer', async () => {
  const kitas = await write('What is a KITAS?', 'A permit.', ['long stay?', 'surf lessons?']);
  const kitap = await write('What is a KITAP?', 'A longer permit.');
  const [from, to] = [await clusterOf(kitas), await clusterOf(kitap)];
  const since = await newest();
  const [, long, surf] = (await answerDetail(db(), kitas)).phrasings;
  await phrasings.move(BO, kitas, long.id, kitap);
  await phrasings.detach(BO, kitas, surf.id);
  const { key } = await opened.app.golden.lookupGoldenAnswer('What is a KITAS?');
  await opened.app.recorders.lookups.flush();
  await phrasings.markWrong(BO, kitas, key!);
  const ofKitas = await changes({ subject: 'answer', subject_id: String(kitas) }, since);
  assert.deepEqual(
    ofKitas.map(({ action, before, after }) => [action, before, after]),
    [
      [
        'phrasing.move',
        { phrasing: 'long stay?', answer: kitas, cluster: from },
        { phrasing: 'long stay?', answer: kitap, cluster: to },
      ],
      [
        'phrasing.detach',
        { phrasing: 'surf lessons?', answer: kitas, cluster: from },
        { phrasing: 'surf lessons?', answer: null, cluster: null },
      ],
      ['lookup.mark-wrong', { answer: kitas, marked_wrong: false }, { answer: kitas, marked_wrong: true }],
    ],
  );
  assert.deepEqual(
    (await changes({ subject: 'answer', subject_id: String(kitap) }, since)).map(({ action }) => action),
    ['phrasing.move'],
  );
});
