import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nightOptions, PAGES, UNTIL } from '../support/night-case.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

/** Two questions that a coarse night takes for one: the price is asked most, its wordings are fewer. */
const PRICE = ['How much does the visa on arrival cost?', 'what does the visa on arrival cost'];
const EXTENSION = [
  'How often can the visa on arrival be extended?',
  'how many times can the visa on arrival be extended',
  'How often can one extend the visa on arrival?',
  'can the visa on arrival be extended more than once',
];
const COARSE = { method: 'linkage', cut: 0.6 } as const;
const FINE = { method: 'linkage', cut: 0.2 } as const;

let opened: TestApp;
before(async () => {
  opened = await openTestApp();
  await using folder = await makeTempFolder({ 'en/voa.md': PAGES['en/voa.md'] });
  await opened.app.knowledge.ingest(folder.path);
  await write(PRICE, 9);
  await write(EXTENSION, 3);
});
after(() => opened.close());

async function write(texts: readonly string[], users: number): Promise<void> {
  const rows = texts.flatMap((text) => Array.from({ length: users }, (_, i) => ({ user: `user-${i}`, text })));
  await opened.app.database.query(
    `INSERT INTO conversations (user_id, messages, created_at)
     SELECT "user", jsonb_build_array(jsonb_build_object('role', 'user', 'content', text)), $2
     FROM jsonb_to_recordset($1::jsonb) AS row ("user" TEXT, text TEXT)`,
    [JSON.stringify(rows), new Date(UNTIL.getTime() - 86_400_000)],
  );
}

interface Row {
  cluster: number;
  question: string;
}

const clusterOf = async (text: string) => {
  const [row] = await opened.app.database.query<{ cluster_id: number }>(
    'SELECT cluster_id FROM phrasings WHERE text = $1',
    [text],
  );
  return row.cluster_id;
};
const answers = () =>
  opened.app.database.query<Row>(
    'SELECT cluster_id AS cluster, canonical_question AS question FROM golden_answers ORDER BY id',
  );

test('a cluster that falls apart leaves its id, and its answer, with the question that the answer was written for', async () => {
  const { app } = opened;
  const coarse = await app.nightly.run(nightOptions({ clustering: COARSE }));
  assert.deepEqual([coarse.status, coarse.clusters, coarse.created], ['success', 1, 1]);
  const [first] = await answers();
  assert.ok(PRICE.includes(first.question), first.question);
  assert.equal(await clusterOf(EXTENSION[0]), first.cluster, 'the coarse night takes both for one');

  const fine = await app.nightly.run(nightOptions({ clustering: FINE }));
  assert.equal(fine.status, 'success');
  assert.equal(fine.changes?.split.length, 1);
  for (const text of PRICE) assert.equal(await clusterOf(text), first.cluster);
  const other = await clusterOf(EXTENSION[0]);
  assert.ok(other !== first.cluster, 'most of its wordings have left it');
  assert.ok(
    (await answers()).some(({ cluster, question }) => cluster === first.cluster && question === first.question),
  );
});

test('nobody who asks the other question is given that answer', async () => {
  const { golden } = opened.app;
  await golden.refresh();
  for (const text of EXTENSION) {
    const { answer } = await golden.lookupGoldenAnswer(text);
    assert.ok(
      answer === undefined || EXTENSION.includes(answer.canonicalQuestion),
      `${text}: ${answer?.canonicalQuestion}`,
    );
  }
  const { answer } = await golden.lookupGoldenAnswer(PRICE[1]);
  assert.ok(answer && PRICE.includes(answer.canonicalQuestion));
});
