import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { AnswerDesk } from '../../src/desk/answer-desk.ts';
import { answerDetail } from '../../src/desk/answer-detail.ts';
import { PhrasingDesk } from '../../src/desk/phrasing-desk.ts';
import { readGaps } from '../../src/desk/read-gaps.ts';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import type { NightOptions } from '../../src/nightly/night-options.ts';
import { ADA, answerTo } from '../support/deciding-case.ts';
import { forgetNights, nightOptions, PAGES, QUESTIONS, writeLog } from '../support/night-case.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
let folder: TempFolder;
let desk: AnswerDesk;
let phrasings: PhrasingDesk;
before(async () => {
  opened = await openTestApp();
  folder = await makeTempFolder(PAGES);
  desk = new AnswerDesk(opened.app);
  phrasings = new PhrasingDesk(opened.app);
});
after(async () => {
  await opened.close();
  await folder.remove();
});
beforeEach(async () => {
  await forgetNights(opened.app.database);
  for (const [path, text] of Object.entries(PAGES)) await folder.write(path, text);
  await opened.app.knowledge.ingest(folder.path);
});

const db = () => opened.app.database;
const run = async (changes: Partial<NightOptions> = {}) => {
  const report = await opened.app.nightly.run(nightOptions(changes));
  assert.deepEqual([report.status, report.errors], ['success', []]);
  await opened.app.golden.refresh();
  return report;
};
const asked = async (question: string) => {
  const { outcome, reason, answer } = await opened.app.golden.lookupGoldenAnswer(question);
  return outcome === 'hit' ? answer!.answer : reason;
};
/** Puts the wordings of one question apart, and those of different questions together. */
const FINE: NightOptions['clustering'] = { method: 'linkage', cut: 0.02 };
const COARSE: NightOptions['clustering'] = { method: 'linkage', cut: 0.95 };
const KITAS = QUESTIONS.kitas[0];
const VOA = QUESTIONS.voa[0];

const edit = async (question: string, answer: string) => {
  const { id, version } = await answerTo(db(), question);
  await desk.edit(ADA, id, version, { answer });
  return id;
};

test('answers that people wrote survive a night that would make one cluster of their questions, and the others are taken in', async () => {
  await writeLog(db());
  await run();
  const kitas = await edit(KITAS, 'Ours: a permit.');
  const voa = await edit(VOA, 'Ours: half a million.');
  const npwp = await answerTo(db(), QUESTIONS.npwp[0]);
  const report = await run({ clustering: COARSE });
  assert.ok(report.changes!.merged.length > 0, 'other clusters were merged');
  assert.equal(await asked(KITAS), 'Ours: a permit.');
  assert.equal(await asked(VOA), 'Ours: half a million.');
  assert.deepEqual([(await answerTo(db(), KITAS)).id, (await answerTo(db(), VOA)).id], [kitas, voa]);
  const stays = await db().query('SELECT 1 FROM phrasings WHERE cluster_id = $1', [npwp.clusterId]);
  assert.equal(stays.length, 0, 'what nobody decided on was merged');
});

test('they survive a night that puts every wording of their question apart, and one with nothing asked', async () => {
  await writeLog(db());
  await run();
  await edit(KITAS, 'Ours: a permit.');
  await run({ clustering: FINE });
  const { id, question } = await answerTo(
    db(),
    (await answerTo(db(), KITAS).catch(() => undefined))?.question ?? KITAS,
  );
  assert.equal(await asked(question), 'Ours: a permit.');
  await run({ until: new Date('2020-01-01T00:00:00Z') });
  assert.equal(await asked(question), 'Ours: a permit.');
  assert.equal((await answerDetail(db(), id)).edited, true);
});

test('what was moved and what was taken out stays so, night after night', async () => {
  await writeLog(db());
  await run();
  const kitas = await answerTo(db(), KITAS);
  const voa = await answerTo(db(), VOA);
  const [, moved, detached] = (await answerDetail(db(), kitas.id)).phrasings.filter(
    ({ text }) => text !== kitas.question,
  );
  await phrasings.move(ADA, kitas.id, moved.id, voa.id);
  await phrasings.detach(ADA, kitas.id, detached.id);
  for (const clustering of [undefined, { method: 'linkage', cut: 0.3 } as const]) {
    await run(clustering && { clustering });
    assert.equal(await asked(moved.text), voa.answer);
    assert.notEqual(await asked(detached.text), kitas.answer);
    assert.ok((await answerDetail(db(), voa.id)).phrasings.some(({ id, decided }) => id === moved.id && decided));
    assert.ok(!(await answerDetail(db(), kitas.id)).phrasings.some(({ id }) => id === detached.id));
  }
});

test('an answer that is given another question keeps what asked the old one, wherever a night would put the new words', async () => {
  await writeLog(db());
  await run();
  const { id, version } = await answerTo(db(), KITAS);
  await desk.edit(ADA, id, version, { question: 'Which paper lets one live here?', answer: 'Ours: a permit.' });
  for (const clustering of [undefined, { method: 'linkage', cut: 0.3 } as const]) {
    await run(clustering && { clustering });
    for (const wording of ['Which paper lets one live here?', ...QUESTIONS.kitas])
      assert.equal(await asked(wording), 'Ours: a permit.', wording);
  }
});

test('an answer by hand to a gap fills it, and one to what nobody has asked stands through the nights', async () => {
  await writeLog(db());
  await run();
  const gaps = await readGaps(db(), 10);
  const surf = gaps.unanswered.find(({ question }) => /surf/.test(question))!;
  assert.ok(surf.users >= 3 && surf.reason);
  await writeByHand(opened.app, ADA, {
    question: surf.question,
    answer: 'At the beach.',
    phrasings: [],
    cluster_id: surf.cluster_id,
  });
  const own = await writeByHand(opened.app, ADA, { question: 'Who repairs bicycles?', answer: 'Made.', phrasings: [] });
  assert.equal((await readGaps(db(), 10)).totals.unanswered, gaps.totals.unanswered - 1);
  const report = await run();
  assert.equal(report.created, 0);
  for (const wording of QUESTIONS.surf) assert.equal(await asked(wording), 'At the beach.');
  assert.equal(await asked('who repairs bicycles'), 'Made.');
  assert.equal((await answerDetail(db(), own)).phrasings.length, 1);
});

test('a stale answer that a person wrote is out of service until somebody says that it holds', async () => {
  await writeLog(db());
  await run();
  const id = await edit(KITAS, 'Ours: a permit.');
  await folder.write(
    'en/kitas.md',
    '# KITAS\n\nA KITAS is a limited stay permit for foreigners. It is valid for two years.',
  );
  await opened.app.knowledge.ingest(folder.path);
  await opened.app.golden.refresh();
  assert.equal(await asked(KITAS), 'stale');
  const gap = (await readGaps(db(), 10)).stale[0];
  assert.deepEqual([gap.answer_id, gap.edited, gap.proposal], [id, true, false]);
  const { version, sources } = await answerDetail(db(), id);
  assert.equal(sources[0].state, 'changed');
  await desk.confirm(ADA, id, version);
  assert.equal(await asked(KITAS), 'Ours: a permit.');
  assert.equal((await answerDetail(db(), id)).sources[0].state, 'current', 'it rests on the page as it is now');
  await run();
  assert.equal(await asked(KITAS), 'Ours: a permit.');
});

test('a page that is gone takes no decided answer away: the night proposes to, and says why', async () => {
  await writeLog(db());
  await run();
  const { id, version } = await answerTo(db(), KITAS);
  await desk.publish(ADA, id, version);
  await folder.write('en/kitas.md', '# Nothing\n\nThere is nothing here about permits.');
  await opened.app.knowledge.ingest(folder.path);
  const report = await opened.app.nightly.rewriteStale({ dryRun: false });
  const detail = await answerDetail(db(), id);
  assert.deepEqual([report.withdrawn, detail.stale], [0, true]);
  assert.deepEqual([detail.proposal_detail?.answer, detail.proposal_detail?.reason], [null, 'no good source']);
  await desk.decideProposal(ADA, id, detail.version, new Date(detail.proposal_detail!.at), true);
  assert.equal((await answerDetail(db(), id)).status, 'paused');
});

test('a dismissed question stays dismissed in parts and in what takes it in', async () => {
  await writeLog(db(), { kitas: QUESTIONS.kitas });
  await run();
  const { id, version } = await answerTo(db(), KITAS);
  await desk.dismiss(ADA, id, version);
  await run({ clustering: FINE });
  const unanswered = await db().query<{ status: string }>(
    `SELECT coalesce(a.status, 'none') AS status FROM clusters c LEFT JOIN golden_answers a ON a.cluster_id = c.id
     WHERE EXISTS (SELECT 1 FROM phrasings p WHERE p.cluster_id = c.id)`,
  );
  assert.ok(unanswered.length > 0);
  assert.ok(
    unanswered.every(({ status }) => status === 'dismissed'),
    JSON.stringify(unanswered),
  );
  const report = await run();
  assert.equal(report.created, 0);
});

test('questions that came near to an answer and got none are counted by its cluster, without their words', async () => {
  await writeLog(db());
  await run();
  const kitas = await answerTo(db(), KITAS);
  const today = Date.parse(new Date().toISOString().slice(0, 10));
  const missed = (probability: number, reason = 'below-bar', clusterId = kitas.clusterId, daysAgo = 0) => ({
    ...{
      key: crypto.randomUUID(),
      outcome: 'miss' as const,
      reason,
      clusterId,
      probability,
      milliseconds: 1,
      at: daysAgo ? new Date(today - daysAgo * 86_400_000) : new Date(),
    },
  });
  const { lookups } = opened.app.recorders;
  lookups.record(missed(0.5));
  // Thirty days with today, as the lookups are that the number opens.
  lookups.record(missed(0.7, 'below-bar', kitas.clusterId, 29));
  lookups.record(missed(1, 'below-bar', kitas.clusterId, 30));
  await lookups.flush();
  lookups.record(missed(0.9));
  lookups.record(missed(0.9, 'unanswered-cluster', 77_777));
  await lookups.flush();
  const { near, totals } = await readGaps(db(), 10);
  assert.equal(totals.near, 1);
  const { answer_id, missed: count, mean_probability, best_probability } = near[0];
  assert.deepEqual([answer_id, count, best_probability], [kitas.id, 3, 0.9]);
  assert.ok(Math.abs(mean_probability! - 0.7) < 1e-9);
});
