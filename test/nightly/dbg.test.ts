import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { describeNight } from '../../src/nightly/night-report.ts';
import { newAnswer } from '../support/golden-case.ts';
import { nightOptions, PAGES, writeLog } from '../support/night-case.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

const KITAS = 'What is a KITAS?';
const PAGE = 'en/kitas.md';
const SPOUSES = '# Spouse KITAS\n\nA KITAS for spouses is a permit for people who are married to an Indonesian.';

let opened: TestApp;
let folder: TempFolder;
before(async () => {
  opened = await openTestApp({ rule: 'fixed:0.8' });
  const { [PAGE]: _, ...others } = PAGES;
  folder = await makeTempFolder({ ...others, 'en/spouse.md': SPOUSES });
  await opened.app.knowledge.ingest(folder.path);
  await writeLog(opened.app.database);
  await opened.app.nightly.run(nightOptions());
});
after(async () => {
  await opened.close();
  await folder.remove();
});

const ingest = () => opened.app.knowledge.ingest(folder.path);
const rewrite = () => opened.app.nightly.rewriteStale({ dryRun: false });

async function asked(question: string): Promise<string> {
  await opened.app.golden.refresh();
  const { outcome, reason, answer } = await opened.app.golden.lookupGoldenAnswer(question);
  return answer ? `${outcome}: ${answer.answer}` : `${outcome}: ${reason}`;
}

test('an answer goes on until a page has come that answers its question better, and is then written anew', async () => {
  assert.match(await asked(KITAS), /^hit: .*spouses/);
  await folder.write(PAGE, PAGES[PAGE]);
  assert.equal((await ingest()).stale, 0);
  assert.match(await asked(KITAS), /^hit: .*spouses/);

  const { readUnlookedAnswers } = await import('../../src/golden/due-answers.ts');
  console.log(await readUnlookedAnswers(opened.app.database));
  console.log(
    (await opened.app.knowledge.search(KITAS, { language: 'en', limit: 3 })).map((c) => [c.path, c.contentHash]),
  );
  console.log(
    await opened.app.database.query(
      "select a.id, a.cluster_id, a.sources, a.updated_at, l.looked_at, (select max(created_at) from knowledge_chunks) m from golden_answers a left join answer_looks l on l.answer_id=a.id where canonical_question ilike '%kitas%'",
    ),
  );
  const dry = await opened.app.nightly.rewriteStale({ dryRun: true });
  assert.deepEqual([dry.lookedAgain, dry.stale.found], [{ found: 1, replaced: 0 }, 0]);
  assert.match(describeNight(dry), /Would look again at 1/);

  const report = await rewrite();
  assert.deepEqual([report.lookedAgain, report.updated, report.withdrawn], [{ found: 1, replaced: 1 }, 1, 0]);
  assert.match(describeNight(report), /Second look 1 answers.*later pages.*1 of them replaced/);
  assert.match(await asked(KITAS), /^hit: A KITAS is a limited stay permit for foreigners/);
});

test('a page that vanished and came back has its answer back after the next night', async () => {
  await rm(join(folder.path, PAGE));
  await ingest();
  await rewrite();
  assert.match(await asked(KITAS), /^hit: .*spouses/);
  await folder.write(PAGE, PAGES[PAGE]);
  await ingest();
  const night = await opened.app.nightly.run(nightOptions({ until: new Date('2020-01-01T00:00:00Z') }));
  assert.deepEqual([night.analysed, night.lookedAgain], [0, { found: 1, replaced: 1 }]);
  assert.match(await asked(KITAS), /^hit: A KITAS is a limited stay permit for foreigners/);
});

test('what was looked at is looked at again only when more has come', async () => {
  const report = await rewrite();
  assert.deepEqual(report.lookedAgain, { found: 0, replaced: 0 });
  assert.match(describeNight(report), /nothing to rewrite/);
});

test('an answer that would rest on the same stays as it is, and so does one that a person wrote', async () => {
  const { golden, database } = opened.app;
  const byHand = newAnswer({ clusterId: 900, canonicalQuestion: 'How high is a coconut tree?', sources: [] });
  await golden.saveGoldenAnswer(byHand);
  await golden.updateClusterMapping(900, [{ text: byHand.canonicalQuestion }]);
  const answers = () => database.query('SELECT id, answer, sources, updated_at FROM golden_answers ORDER BY id');
  const before = await answers();
  // Above the levy's page for its question, but of nothing that the question asks.
  await folder.write(
    'en/zoo.md',
    '# How much is the Bali tourist levy?\n\nSee the other page. A coconut tree is 30 m high.',
  );
  await ingest();
  const { lookedAgain, errors } = await rewrite();
  assert.deepEqual([lookedAgain.found > 0, lookedAgain.replaced, errors], [true, 0, []]);
  assert.deepEqual(await answers(), before);
  assert.equal((await rewrite()).lookedAgain.found, 0);
});
