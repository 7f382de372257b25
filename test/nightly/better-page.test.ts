import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { AnswerDesk } from '../../src/desk/answer-desk.ts';
import { ReviewDesk } from '../../src/desk/review-desk.ts';
import { describeNight } from '../../src/nightly/describe-night.ts';
import { ADA, answerTo } from '../support/deciding-case.ts';
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

  const dry = await opened.app.nightly.rewriteStale({ dryRun: true });
  assert.ok(dry.lookedAgain.found >= 1);
  assert.deepEqual([dry.lookedAgain.replaced, dry.stale.found], [0, 0]);
  assert.match(describeNight(dry), /Would look again at \d/);

  const report = await rewrite();
  assert.deepEqual([report.lookedAgain.replaced, report.updated, report.withdrawn], [1, 1, 0]);
  assert.equal(report.lookedAgain.found, dry.lookedAgain.found);
  assert.match(describeNight(report), /Second look \d answers.*later pages.*1 of them replaced/);
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
  assert.deepEqual([night.analysed, night.lookedAgain.replaced], [0, 1]);
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

test('what a person approved is served on beside the better text, until he decides or its own page changes', async (t) => {
  const { app, close } = await openTestApp({ rule: 'fixed:0.8', review: true });
  const { [PAGE]: _, ...others } = PAGES;
  const pages = await makeTempFolder({ ...others, 'en/spouse.md': SPOUSES });
  t.after(async () => {
    await close();
    await pages.remove();
  });
  const [desk, review] = [new AnswerDesk(app), new ReviewDesk(app)];
  const night = async () => {
    await app.knowledge.ingest(pages.path);
    return app.nightly.rewriteStale({ dryRun: false });
  };
  const served = async () => {
    await app.golden.refresh();
    const { reason, answer } = await app.golden.lookupGoldenAnswer(KITAS);
    return answer?.answer ?? reason;
  };
  await app.knowledge.ingest(pages.path);
  await writeLog(app.database);
  await app.nightly.run(nightOptions());
  const { id, version } = await answerTo(app.database, KITAS);
  await desk.publish(ADA, id, version);
  const approved = await served();
  assert.match(approved, /spouses/);

  await pages.write(PAGE, PAGES[PAGE]);
  const { lookedAgain, proposed, updated } = await night();
  assert.deepEqual([lookedAgain.replaced, proposed, updated], [0, 1, 0]);
  assert.equal(await served(), approved);
  const card = await review.card(id);
  assert.deepEqual([card.kind, card.answer], ['proposal', approved]);
  assert.match(card.proposal!.answer!, /limited stay permit/);
  assert.equal((await night()).lookedAgain.found, 0);

  await pages.write('en/spouse.md', SPOUSES.replace('married', 'newly married'));
  const changed = await night();
  assert.deepEqual([changed.stale.found, changed.updated], [1, 1]);
  const draft = await review.card(id);
  assert.deepEqual([draft.kind, draft.proposal], ['draft', null]);
});
