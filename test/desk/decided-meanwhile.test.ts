import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { AnswerDesk } from '../../src/desk/answer-desk.ts';
import { answerDetail } from '../../src/desk/answer-detail.ts';
import { PhrasingDesk } from '../../src/desk/phrasing-desk.ts';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import { ADA, answerTo } from '../support/deciding-case.ts';
import { forgetNights, nightOptions, PAGES, QUESTIONS, writeLog } from '../support/night-case.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

const [KITAS, VOA, NPWP] = [QUESTIONS.kitas[0], QUESTIONS.voa[0], QUESTIONS.npwp[0]];
const OWN = 'Who repairs bicycles?';
const RENAMED = 'Where does one apply for a tax card?';

let opened: TestApp;
before(async () => {
  opened = await openTestApp();
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
});
after(() => opened.close());
beforeEach(() => forgetNights(opened.app.database));

/** Has something done once, at a moment of a night that runs. */
type AtMoment = (act: () => Promise<void>) => void;

const MOMENTS: [when: string, at: AtMoment][] = [
  [
    'while a night works out where phrasings belong',
    (act) => afterQuery(opened.app.database, /FROM phrasing_decisions/, act),
  ],
  [
    'while a night writes and trains',
    (act) => {
      const { golden } = opened.app;
      const publish = golden.publish.bind(golden);
      golden.publish = async (...night) => {
        golden.publish = publish;
        await act();
        return publish(...night);
      };
    },
  ],
  [
    'once a night has published, before it has written who asked what',
    (act) => afterQuery(opened.app.database, /FROM query_clusters q/, act),
  ],
];

/** What is done comes after the first answer to such a query, and before whoever asked has it. */
function afterQuery(database: Database, which: RegExp, act: () => Promise<void>): void {
  const query = database.query.bind(database);
  database.query = async <Row extends object>(sql: string, ...rest: unknown[]) => {
    const rows = await query<Row>(sql, ...(rest as []));
    if (!which.test(sql)) return rows;
    database.query = query;
    await act();
    return rows;
  };
}

const asked = async (question: string) => {
  const { outcome, reason, answer } = await opened.app.golden.lookupGoldenAnswer(question);
  return outcome === 'hit' ? answer!.answer : reason;
};

for (const [when, at] of MOMENTS) {
  test(`what people decide ${when} is served when it has ended, and after the next`, async () => {
    const { app } = opened;
    const run = async () => {
      const { status, errors } = await app.nightly.run(nightOptions());
      assert.deepEqual([status, errors], ['success', []]);
      await app.golden.refresh();
    };
    await writeLog(app.database);
    await run();
    const [kitas, voa, npwp] = [
      await answerTo(app.database, KITAS),
      await answerTo(app.database, VOA),
      await answerTo(app.database, NPWP),
    ];
    const [moved, detached] = (await answerDetail(app.database, kitas.id)).phrasings.filter(
      ({ text }) => text !== kitas.question,
    );
    let isDone = false;
    at(async () => {
      const phrasings = new PhrasingDesk(app);
      await writeByHand(app, ADA, { question: OWN, answer: 'Made does.', phrasings: ['bicycle repair, who'] });
      await phrasings.move(ADA, kitas.id, moved.id, voa.id);
      await phrasings.detach(ADA, kitas.id, detached.id);
      await new AnswerDesk(app).edit(ADA, npwp.id, npwp.version, { question: RENAMED, answer: 'Online.' });
      isDone = true;
    });
    // Later askings: there is something to write and to train.
    await writeLog(app.database);
    for (let night = 1; night <= 2; night++) {
      await run();
      assert.ok(isDone, 'the moment came');
      for (const question of [OWN, 'bicycle repair, who']) assert.equal(await asked(question), 'Made does.');
      assert.equal(await asked(moved.text), voa.answer);
      assert.notEqual(await asked(detached.text), kitas.answer);
      for (const question of [RENAMED, NPWP]) assert.equal(await asked(question), 'Online.');
      await assertOnePlaceEach(app.database, detached.id);
    }
  });
}

test('phrasings that are moved to and fro all through a night are where they were moved last', async () => {
  const { app } = opened;
  await writeLog(app.database);
  await app.nightly.run(nightOptions());
  const answers = [await answerTo(app.database, KITAS), await answerTo(app.database, VOA)];
  const wordings = (await answerDetail(app.database, answers[0].id)).phrasings.filter(({ text }) => text !== KITAS);
  assert.ok(wordings.length >= 2);
  await writeLog(app.database);
  let isOver = false;
  const phrasings = new PhrasingDesk(app);
  const moveOn = async (id: number) => {
    let at = 0;
    for (let moves = 0; !isOver || moves === 0; moves++, at = 1 - at)
      await phrasings.move(ADA, answers[at].id, id, answers[1 - at].id);
    return answers[at].clusterId;
  };
  const moving = wordings.map(({ id }) => moveOn(id));
  const { status, errors } = await app.nightly.run(nightOptions());
  isOver = true;
  const last = await Promise.all(moving);
  assert.deepEqual([status, errors], ['success', []]);
  const stored = await app.database.query<{ id: number; cluster: number }>(
    'SELECT id::int AS id, cluster_id AS cluster FROM phrasings WHERE id = ANY($1::bigint[])',
    [wordings.map(({ id }) => id)],
  );
  const clusterOf = new Map(stored.map(({ id, cluster }) => [id, cluster]));
  assert.deepEqual(
    wordings.map(({ id }) => clusterOf.get(id)),
    last,
  );
  await assertOnePlaceEach(app.database);
});

/** Every table has each phrasing in the same cluster. */
async function assertOnePlaceEach(database: Database, detached?: number): Promise<void> {
  const apart = await database.query(
    `SELECT p.id, p.text, p.cluster_id, q.cluster_id AS published, k.cluster_id AS asked
     FROM phrasings p LEFT JOIN published_phrasings q ON q.phrasing_id = p.id LEFT JOIN query_clusters k ON k.phrasing_id = p.id
     WHERE q.cluster_id IS DISTINCT FROM p.cluster_id OR k.cluster_id <> coalesce(p.cluster_id, -1)`,
  );
  assert.deepEqual(apart, []);
  const lone = await database.query<{ id: number }>(
    `SELECT p.id::int AS id FROM lone_questions l JOIN phrasings p ON p.id = l.phrasing_id
     WHERE p.cluster_id IS NOT NULL OR p.id = $1`,
    [detached],
  );
  assert.deepEqual(
    lone,
    detached === undefined ? [] : [{ id: detached }],
    'alone is what was taken out, and nothing that is in a cluster',
  );
}
