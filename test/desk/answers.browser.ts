import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { writeByHand } from '../../src/desk/write-by-hand.ts';
import { readAnswer } from '../../src/golden/answer-state.ts';
import { DESK_VIEWS, type DeskCase, haveCount, openDesk, signInAs } from '../support/desk-case.ts';
import { newAnswer } from '../support/golden-case.ts';
import { NASTY } from '../support/nasty-text.ts';

const TOKEN = 'a-token-of-tests-that-is-long-enough';
const READER = 'another-token-that-is-only-for-readers';

let desk: DeskCase;
before(async () => {
  desk = await openDesk({ desk: { adminToken: TOKEN, readerToken: READER } });
});
after(() => desk.close());

const open = async (path: string, view = DESK_VIEWS[0], name = 'Ada', token = TOKEN) => {
  const opened = await desk.open(path, view);
  opened.page.setDefaultTimeout(15_000);
  await signInAs(opened, name, token);
  return opened;
};
const table = (page: Page) => page.getByRole('table', { name: 'Answers' });
const rows = (page: Page) => table(page).locator('tbody tr');
const drawer = (page: Page) => page.getByRole('region', { name: 'Answer', exact: true });
/** Waits until an answer stands with this text outside the form, whose preview shows it before it is saved. */
const shownAsSaved = async (page: Page, text: string) => {
  await drawer(page).getByRole('button', { name: /^Edit/ }).waitFor();
  await drawer(page).locator('.answer-text').getByText(text).waitFor();
};
const stored = async (id: number) => (await readAnswer(desk.app.database, id))!;
const asked = (question: string) => desk.app.golden.lookupGoldenAnswer(question);
/** An answer in English with several phrasings that has been served; another one each time. */
const taken = new Set<number>();
async function served(): Promise<{ id: number; question: string; answer: string }> {
  const found = await desk.app.database.query<{ id: number; question: string; answer: string }>(
    `SELECT a.id, a.canonical_question AS question, a.answer FROM golden_answers a JOIN answer_usage u ON u.golden_answer_id = a.id
     WHERE a.status = 'published' AND a.language = 'en'
       AND (SELECT count(*) FROM phrasings p WHERE p.cluster_id = a.cluster_id) > 3
       AND EXISTS (SELECT 1 FROM lookups l WHERE l.golden_answer_id = a.id AND l.outcome = 'hit')
     ORDER BY u.hits DESC, a.id`,
  );
  const one = found.find(({ id }) => !taken.has(id))!;
  taken.add(one.id);
  return one;
}

for (const view of DESK_VIEWS) {
  test(`search, filters, sort and page stand in the address: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await open('/desk/answers', view);
    await table(page).waitFor();
    await check();
    await page.getByRole('link', { name: 'Question', exact: true }).click();
    await page.waitForURL(/sort=question/);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.waitForURL(/page=2/);
    await page.getByText(/Page 2 of \d/).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('KITAS');
    await page.waitForURL((url) => url.searchParams.get('search') === 'KITAS' && !url.searchParams.has('page'));
    // The address is there before the page that goes with it.
    await page.getByRole('button', { name: 'Clear' }).waitFor();
    await page.getByLabel('Language').selectOption('id');
    await page.waitForURL(/language=id/);
    const [{ count }] = await desk.app.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM golden_answers a
       WHERE language = 'id' AND (canonical_question ILIKE '%kitas%' OR answer ILIKE '%kitas%'
         OR EXISTS (SELECT 1 FROM phrasings p WHERE p.cluster_id = a.cluster_id AND p.text ILIKE '%kitas%'))`,
    );
    await page.getByText(`Page 1 of 1, ${count} answer`).waitFor();
    await haveCount(rows(page), count);
    await page.getByLabel('Status').selectOption('dismissed');
    await page.getByText('No answer fits.').waitFor();
    await page.goBack();
    await table(page).waitFor();
    await close();
  });

  test(`an answer is looked at from all sides: ${view.theme}, ${view.width}`, async () => {
    const { id, question } = await served();
    const { page, check, close } = await open(`/desk/answers?answer=${id}`, view);
    await drawer(page).getByRole('heading', { name: question }).waitFor();
    await drawer(page).getByRole('region', { name: 'Sources' }).getByText('as it was').first().waitFor();
    await drawer(page).getByRole('heading', { name: 'In other languages' }).waitFor();
    await check();
    for (const [tab, shown] of [
      ['Phrasings', 'Not this one'],
      ['Hits', 'Mark wrong'],
      ['Versions', 'Version 1: written'],
    ]) {
      await drawer(page)
        .getByRole('link', { name: new RegExp(`^${tab}`) })
        .click();
      await drawer(page).getByText(shown).first().waitFor();
      await check();
    }
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('answer'));
    await close();
  });

  test(`edit, restore, pause and resume: ${view.theme}, ${view.width}`, async () => {
    const { id, question, answer } = await served();
    const { page, check, close } = await open(`/desk/answers?answer=${id}`, view);
    await drawer(page).getByRole('button', { name: /^Edit/ }).waitFor();
    await page.keyboard.press('e');
    await page.getByLabel('Answer, in Markdown').fill('By **hand**.');
    await page.getByRole('region', { name: 'Preview' }).locator('strong', { hasText: 'hand' }).waitFor();
    await check();
    await page.keyboard.press('Control+Enter');
    await drawer(page).getByRole('button', { name: /^Edit/ }).waitFor();
    await drawer(page).locator('.answer-text strong', { hasText: 'hand' }).waitFor();
    assert.equal((await asked(question)).answer?.answer, 'By **hand**.');
    await drawer(page)
      .getByRole('link', { name: /^Versions/ })
      .click();
    await drawer(page).getByRole('heading', { name: 'Version 2: edited by Ada' }).waitFor();
    await drawer(page).locator('ins').first().waitFor();
    await drawer(page).getByRole('button', { name: 'Restore version 1' }).click();
    await drawer(page).getByRole('heading', { name: 'Version 3: restored by Ada' }).waitFor();
    assert.equal((await stored(id)).answer, answer);
    await check();
    await drawer(page).getByRole('link', { name: 'Answer', exact: true }).click();
    await drawer(page)
      .getByRole('button', { name: /^Pause/ })
      .click();
    await drawer(page)
      .getByRole('button', { name: /^Resume/ })
      .waitFor();
    assert.deepEqual([(await asked(question)).outcome, (await asked(question)).reason], ['miss', 'paused']);
    await page.keyboard.press('p');
    await drawer(page)
      .getByRole('button', { name: /^Pause/ })
      .waitFor();
    assert.equal((await asked(question)).outcome, 'hit');
    await close();
  });
}

test('a phrasing is moved to another answer, and another is told to mean something else', async () => {
  const from = await served();
  const to = await served();
  const { page, check, close } = await open(`/desk/answers?answer=${from.id}&show=phrasings`);
  const items = drawer(page).getByRole('region', { name: 'Phrasings' }).locator('> .ruled > li');
  await items.first().waitFor();
  const texts = await items.locator('> span > bdi').allTextContents();
  const [moved, detached] = texts.filter((text) => text.toLowerCase() !== from.question.toLowerCase());
  const item = (text: string) => items.filter({ has: page.locator('bdi').getByText(text, { exact: true }) }).first();
  await item(moved).getByRole('button', { name: 'Move' }).click();
  await page.getByLabel('To which answer?').fill(to.question);
  await check();
  await page.getByRole('list', { name: 'Answers found' }).getByRole('button', { name: to.question }).first().click();
  await items.nth(texts.length - 1).waitFor({ state: 'detached' });
  assert.equal((await asked(moved)).answer?.answer, to.answer);
  await item(detached).getByRole('button', { name: 'Not this one' }).click();
  await items.nth(texts.length - 2).waitFor({ state: 'detached' });
  assert.notEqual((await asked(detached)).answer?.answer, from.answer);
  const apart = page.getByRole('region', { name: 'Not served to' });
  await apart.getByText('Ada said not this one').waitFor();
  await check();
  await apart.getByRole('button', { name: 'Take back' }).click();
  await apart.waitFor({ state: 'detached' });
  await item(detached).waitFor();
  assert.equal((await asked(detached)).answer?.answer, from.answer);
  await close();
});

test('a hit that is marked wrong is not answered so again', async () => {
  const { id, answer } = await served();
  const { page, check, close } = await open(`/desk/answers?answer=${id}&show=hits`);
  const hit = drawer(page).getByRole('region', { name: 'Hits' }).getByRole('listitem').first();
  const question = (await hit.locator('bdi').textContent())!;
  assert.equal((await asked(question)).answer?.answer, answer);
  await hit.getByRole('button', { name: 'Mark wrong' }).click();
  await page.getByRole('status').getByText('Marked. That question').waitFor();
  await drawer(page).getByText('marked wrong').first().waitFor();
  await check();
  assert.notEqual((await asked(question)).answer?.answer, answer);
  await page.goto(`${desk.url}/desk/answers?marked_wrong=true`);
  await page.getByText('Page 1 of 1, 1 answer').waitFor();
  await page.goto(`${desk.url}/desk/answers?answer=${id}&show=phrasings`);
  await drawer(page).getByText('marked wrong: not served').waitFor();
  await drawer(page).getByRole('link', { name: /^Hits/ }).click();
  await drawer(page).getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('status').getByText('Taken back.').waitFor();
  assert.equal((await asked(question)).answer?.answer, answer);
  await close();
});

test('what silences a phrasing is told beside it, and what taking a mark back came to', async () => {
  const { golden, database } = desk.app;
  const [first, second] = ['how do i renew the yarrow licence', 'how can i renew a yarrow licence'];
  const question = 'What does the renewal of the yarrow licence take?';
  const [{ cluster }] = await database.query<{ cluster: number }>('SELECT max(id) + 1 AS cluster FROM clusters');
  const saved = newAnswer({ clusterId: cluster, canonicalQuestion: question, answer: 'A day of work.' });
  const { id } = await golden.saveGoldenAnswer(saved);
  await golden.updateClusterMapping(
    cluster,
    [question, first, second].map((text) => ({ text })),
  );
  await golden.refresh();
  const lookups = [await asked(first), await asked(second)];
  for (const { key } of lookups) await golden.markWrong(key);
  const { page, check, close } = await open(`/desk/answers?answer=${id}&show=phrasings`);
  const item = (text: string) =>
    drawer(page)
      .locator('li')
      .filter({ hasText: `${text} English` });
  await item(first).getByRole('button', { name: 'Take back' }).click();
  const told = `Taken back, but that question is not served yet: “${second}” is marked as well and means the same.`;
  await page.getByRole('status').getByText(told).waitFor();
  await item(first).getByText(`not served: as ${second}, which is marked`).waitFor();
  await check();
  await item(second).getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('status').getByText('is served this answer again').waitFor();
  await item(first).getByText('not served').waitFor({ state: 'detached' });
  assert.deepEqual([(await asked(first)).outcome, (await asked(second)).outcome], ['hit', 'hit']);
  await close();
});

for (const view of DESK_VIEWS) {
  test(`of a long question a row shows some lines, and the drawer all: ${view.theme}, ${view.width}`, async () => {
    const question = `${`Who rents boats at the pier of ${view.width} `.padEnd(980, 'and for how long, ')}?`;
    await writeByHand(desk.app, { name: 'Ada' }, { question, answer: 'Made does.', phrasings: [] });
    const { page, check, close } = await open(`/desk/answers?search=pier of ${view.width}`, view);
    const row = rows(page).filter({ hasText: 'Who rents boats' });
    await row.waitFor();
    const height = async () => (await row.locator('a > bdi').boundingBox())!.height;
    assert.ok((await height()) < 100, `${await height()} px`);
    await check();
    await row.getByRole('link', { name: 'Who rents boats' }).click();
    await drawer(page).getByRole('heading', { name: question }).waitFor();
    await close();
  });
}

test('what is typed into the search is applied without Enter, to all pages and to the export', async () => {
  const { page, close } = await open('/desk/answers?limit=5');
  await table(page).waitFor();
  const search = page.getByLabel('Search questions');
  await page.keyboard.press('/');
  await page.keyboard.type('KITAS');
  await page.waitForURL(/search=KITAS/);
  await page.getByRole('button', { name: 'Clear' }).waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.waitForURL((url) => url.searchParams.get('page') === '2' && url.searchParams.get('search') === 'KITAS');
  await page.getByText(/Page 2 of \d/).waitFor();
  assert.match((await page.getByRole('link', { name: 'CSV' }).getAttribute('href'))!, /search=KITAS/);
  await search.fill('KITAP');
  await page.waitForURL((url) => url.searchParams.get('search') === 'KITAP' && !url.searchParams.has('page'));
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.waitForURL((url) => !url.searchParams.has('search'));
  assert.equal(await search.inputValue(), '');
  await page.goBack();
  await page.waitForURL(/search=KITAP/);
  assert.equal(await search.inputValue(), 'KITAP', 'the field follows the address');
  await close();
});

for (const view of DESK_VIEWS) {
  test(`an answer is written by hand and served at once: ${view.theme}, ${view.width}`, async () => {
    const topic = `${view.theme} ${view.width}`;
    const { page, check, close } = await open('/desk/answers', view);
    await table(page).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'Write an answer' }).waitFor();
    await page.getByLabel('Question').fill(`Do you sell ${topic} lamps?`);
    await page.getByLabel('Answer, in Markdown').fill(`We sell **${topic}** lamps.`);
    await page.getByLabel('Other phrasings, one a line').fill(`${topic} lamps for sale?`);
    await check();
    await page.getByRole('button', { name: /^Publish/ }).click();
    await drawer(page)
      .getByRole('heading', { name: `Do you sell ${topic} lamps?` })
      .waitFor();
    for (const question of [`Do you sell ${topic} lamps?`, `${topic} lamps for sale?`])
      assert.equal((await asked(question)).answer?.answer, `We sell **${topic}** lamps.`);
    await close();
  });
}

test('of two people the second is shown what the first has saved', async () => {
  const { id } = await served();
  const ada = await open(`/desk/answers?answer=${id}`);
  const ben = await open(`/desk/answers?answer=${id}`, DESK_VIEWS[1], 'Ben');
  for (const { page } of [ada, ben]) {
    await drawer(page).getByRole('button', { name: /^Edit/ }).click();
    await page.getByLabel('Answer, in Markdown').fill(page === ada.page ? 'As Ada says.' : 'As Ben says.');
  }
  await ada.page.keyboard.press('Control+Enter');
  await shownAsSaved(ada.page, 'As Ada says.');
  await ben.page.keyboard.press('Control+Enter');
  ben.expectStatus(409, `/api/desk/answers/${id}`);
  await ben.page.getByRole('alert').getByText('As Ada says.').waitFor();
  await ben.page.getByRole('alert').getByText('Ada was quicker').waitFor();
  await ben.check();
  assert.equal((await stored(id)).answer, 'As Ada says.');
  assert.equal(await ben.page.getByLabel('Answer, in Markdown').inputValue(), 'As Ben says.', 'nothing typed is lost');
  await ben.page.getByLabel('Answer, in Markdown').fill('As both say.');
  await ben.page.getByRole('button', { name: 'Save what you have written over it' }).click();
  await shownAsSaved(ben.page, 'As both say.');
  assert.equal((await stored(id)).answer, 'As both say.', 'what stands in the field, not what was refused');
  await ada.close();
  await ben.close();
});

test('an address or a question that cannot be is told, with the way on', async () => {
  const [{ id, question }] = await desk.app.database.query<{ id: number; question: string }>(
    `SELECT id, canonical_question AS question FROM golden_answers
     WHERE status = 'published' AND language = 'it' ORDER BY id LIMIT 1`,
  );
  const name = 'Anna Kusumawardani';
  const { page, check, close, expectStatus } = await open('/desk/answers?page=9999&limit=20', DESK_VIEWS[0], name);
  const lines = `document.querySelector('.tools').offsetTop < document.querySelector('.brand').offsetTop + 20`;
  assert.ok(await page.evaluate(lines), 'with Sign out the header is in one line');
  await page.waitForURL((url) => url.searchParams.get('page') === '5');
  await page.getByText('Page 5 of 5').waitFor();
  await rows(page).first().waitFor();
  await page.goto(`${desk.url}/desk/nights/abc`);
  await page.getByText('There is no such night').waitFor();
  assert.equal(await page.title(), 'Night · Goldsmith');
  await page.goto(`${desk.url}/desk/answers/new`);
  await page.getByLabel('Question').fill(question);
  await page.getByLabel('Answer, in Markdown').fill('Another one.');
  expectStatus(400, '/api/desk/answers');
  await page.getByRole('button', { name: /^Publish/ }).click();
  await page.getByRole('alert').getByText('Change that one.').waitFor();
  await check();
  // What was typed is not lost unasked.
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('link', { name: `Open answer ${id}` }).click();
  await drawer(page).getByRole('heading', { name: question }).waitFor();
  await close();
});

test('a reader sees everything and is offered no change', async () => {
  const { id } = await served();
  const { page, close } = await open(`/desk/answers?answer=${id}`, DESK_VIEWS[0], 'Rea', READER);
  await drawer(page).getByRole('heading', { name: 'Sources' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /^(Edit|Pause|Dismiss)/ }).count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Write an answer' }).count(), 0);
  await close();
});

test('what users and models wrote is shown as text', async () => {
  const { database } = desk.app;
  const { id } = await served();
  await database.query('UPDATE golden_answers SET canonical_question = $2, answer = $2 WHERE id = $1', [id, NASTY]);
  await database.query(
    `UPDATE phrasings SET text = $2 WHERE id = (SELECT min(p.id) FROM phrasings p JOIN golden_answers a USING (cluster_id) WHERE a.id = $1)`,
    [id, NASTY],
  );
  await database.query('UPDATE lookups SET question = $2 WHERE golden_answer_id = $1', [id, NASTY]);
  const { page, check, close } = await open(`/desk/answers?answer=${id}`, DESK_VIEWS[1]);
  await drawer(page).getByRole('heading').first().getByText('onerror=').waitFor();
  await drawer(page).locator('.answer-text').getByText('onerror=').waitFor();
  const isHarmless = async () =>
    assert.equal(await page.locator('main img, main script, main a[href^="javascript"]').count(), 0);
  await isHarmless();
  await check();
  for (const tab of ['Phrasings', 'Hits']) {
    await drawer(page)
      .getByRole('link', { name: new RegExp(`^${tab}`) })
      .click();
    await drawer(page).getByRole('region', { name: tab }).getByText('onerror=').first().waitFor();
    assert.equal(await page.locator('.ruled strong').count(), 0, 'Markdown of users is text, too');
    await isHarmless();
    await check();
  }
  assert.match(await page.title(), /Answers/);
  await close();
});
