import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { keepProposal } from '../../src/golden/answer-proposals.ts';
import { readAnswer } from '../../src/golden/answer-state.ts';
import { changeAnswer } from '../../src/golden/change-answer.ts';
import { DESK_VIEWS, type DeskCase, openDesk, signInAs } from '../support/desk-case.ts';
import { NASTY } from '../support/nasty-text.ts';

const TOKEN = 'a-token-of-tests-that-is-long-enough';
const DRAFTS = 16;

let desk: DeskCase;
before(async () => {
  desk = await openDesk({ desk: { adminToken: TOKEN } });
  // As the night leaves them where a person must approve.
  await desk.app.database.query(
    `UPDATE golden_answers SET status = 'draft' WHERE id IN
       (SELECT a.id FROM golden_answers a JOIN clusters c ON c.id = a.cluster_id ORDER BY c.users DESC, c.asked DESC, a.id LIMIT $1)`,
    [DRAFTS],
  );
  await desk.app.golden.refresh();
});
after(() => desk.close());

const open = async (view = DESK_VIEWS[0], name = 'Ada', path = '/desk/review') => {
  const opened = await desk.open(path, view);
  opened.page.setDefaultTimeout(15_000);
  await signInAs(opened, name, TOKEN);
  return opened;
};
const card = (page: Page) => page.getByRole('article');
/** The id of the first that waits, and its question. */
const first = async (page: Page) => {
  const link = page.getByRole('list', { name: 'Queue' }).getByRole('link').first();
  await link.waitFor();
  const id = Number(new URL((await link.getAttribute('href'))!, page.url()).searchParams.get('answer'));
  return { link, id, question: (await readAnswer(desk.app.database, id))!.question };
};
const stored = async (id: number) => (await readAnswer(desk.app.database, id))!;

for (const view of DESK_VIEWS) {
  test(`a card tells all that a decision needs, and is approved: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await open(view);
    const { link, id, question } = await first(page);
    await check();
    await link.click();
    await page.waitForURL(new RegExp(`answer=${id}`));
    await card(page).getByRole('heading', { name: question }).waitFor();
    await card(page)
      .getByText(/Asked in \d+ conversations? by \d+ different users? in the last night/)
      .waitFor();
    assert.ok((await card(page).locator('.source-text mark').count()) > 0, 'supporting sentences are marked');
    assert.ok((await card(page).locator('.phrasings li').count()) > 0);
    await check();
    await card(page).getByRole('button', { name: 'Approve a', exact: true }).click();
    await page.getByRole('status').getByText('Approved: ').waitFor();
    const { status } = await stored(id);
    assert.equal(status, 'published');
    assert.equal((await desk.app.golden.lookupGoldenAnswer(question)).outcome, 'hit');
    await close();
  });

  test(`edit and approve shows a preview: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await open(view);
    const { link, id } = await first(page);
    await link.click();
    await card(page)
      .getByRole('button', { name: /^Edit and approve/ })
      .click();
    await page.getByLabel('Answer, in Markdown').fill('In **our own** words.');
    await page.getByRole('region', { name: 'Preview' }).locator('strong', { hasText: 'our own' }).waitFor();
    await check();
    await page.getByRole('button', { name: /^Approve so/ }).click();
    await page.getByRole('status').getByText('Edited and approved: ').waitFor();
    const { status, answer, editedAt } = await stored(id);
    assert.deepEqual([status, answer, editedAt !== null], ['published', 'In **our own** words.', true]);
    await close();
  });
}

test('by keyboard alone: down, up, edit, leave it, dismiss, approve', async () => {
  const { page, close } = await open();
  const { id } = await first(page);
  await card(page).waitFor();
  await page.keyboard.press('j');
  await page.waitForURL(new RegExp(`answer=${id}`));
  await page.keyboard.press('j');
  await page.waitForURL((url) => !url.search.includes(`answer=${id}`));
  await page.keyboard.press('k');
  await page.waitForURL(new RegExp(`answer=${id}`));
  await card(page).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Dismiss').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await page.getByLabel('Answer, in Markdown').waitFor();
  await page.keyboard.type('d a');
  page.once('dialog', (dialog) => dialog.accept());
  await page.keyboard.press('Escape');
  await page.getByLabel('Answer, in Markdown').waitFor({ state: 'detached' });
  assert.equal((await stored(id)).status, 'draft', 'what is written in a field is no key');
  await page.keyboard.press('d');
  await page.getByRole('status').getByText('Dismissed: ').waitFor();
  assert.equal((await stored(id)).status, 'dismissed');
  const next = Number(new URL(page.url()).searchParams.get('answer'));
  assert.ok(next && next !== id);
  await card(page).waitFor();
  await page.keyboard.press('a');
  await page.getByRole('status').getByText('Approved: ').waitFor();
  assert.equal((await stored(next)).status, 'published');
  await close();
});

test('a key that is held decides on one card, and the one for drafts on no proposal', async () => {
  const { page, close } = await open();
  const { id, link } = await first(page);
  await link.click();
  await card(page).getByRole('button', { name: 'Approve a', exact: true }).waitFor();
  await page.keyboard.down('a');
  await page.getByRole('status').getByText('Approved: ').waitFor();
  await page.waitForURL((url) => !url.search.includes(`answer=${id}`));
  const next = Number(new URL(page.url()).searchParams.get('answer'));
  await card(page)
    .getByRole('heading', { name: (await stored(next)).question, exact: true })
    .waitFor();
  await card(page).getByRole('button', { name: 'Approve a', exact: true }).waitFor();
  for (let i = 0; i < 3; i++) await page.keyboard.down('a');
  await page.keyboard.up('a');
  const own = await stored(id);
  await keepProposal(desk.app.database, id, {
    ...{ answer: 'As a night says.', sources: own.sources },
    metadata: { model: 'test', tokens: 0, seconds: 0 },
  });
  await page.goto(`${desk.url}/desk/review?answer=${id}`);
  await card(page)
    .getByRole('button', { name: /^Accept the proposal/ })
    .waitFor();
  await page.keyboard.press('a');
  await page.keyboard.press('p');
  await page.getByRole('status').getByText('Accepted: ').waitFor();
  assert.equal((await stored(id)).answer, 'As a night says.');
  assert.equal((await stored(next)).status, 'draft', 'nobody has pressed a key for it');
  await page.getByRole('status').getByRole('link', { name: 'Its versions' }).click();
  await page
    .getByRole('button', { name: /^Restore/ })
    .first()
    .waitFor();
  await close();
});

test('of two people the second is shown what the first has saved, and overwrites it only when told to', async () => {
  const ada = await open();
  const { id } = await first(ada.page);
  const ben = await open(DESK_VIEWS[0], 'Ben', `/desk/review?answer=${id}`);
  for (const { page } of [ada, ben]) {
    await card(page).waitFor();
    await page.keyboard.press('e');
    await page.getByLabel('Answer, in Markdown').fill(page === ada.page ? 'As Ada says.' : 'As Ben says.');
  }
  await ada.page.keyboard.press('Control+Enter');
  await ada.page.getByRole('status').getByText('Edited and approved: ').waitFor();
  await ben.page.keyboard.press('Control+Enter');
  ben.expectStatus(409, `/api/desk/review/${id}/approve`);
  const alert = ben.page.getByRole('alert');
  await alert.getByText('Ada was quicker').waitFor();
  await alert.getByText('As Ada says.').waitFor();
  assert.equal((await stored(id)).answer, 'As Ada says.');
  assert.equal(await ben.page.getByLabel('Answer, in Markdown').inputValue(), 'As Ben says.', 'nothing typed is lost');
  await ben.check();
  await alert.getByRole('button', { name: 'Save what you have written over it' }).waitFor();
  await ben.page.getByLabel('Answer, in Markdown').fill('As both say.');
  // Whoever was shown what stands there may save as ever.
  await ben.page.getByRole('button', { name: /^Approve so, over it/ }).click();
  await ben.page.getByRole('status').getByText('Edited and approved: ').waitFor();
  assert.equal((await stored(id)).answer, 'As both say.');
  await ada.close();
  await ben.close();
});

test('a card that somebody else has decided on goes away once it was looked at again', async () => {
  const ada = await open();
  const { id } = await first(ada.page);
  const ben = await open(DESK_VIEWS[0], 'Ben', `/desk/review?answer=${id}`);
  await card(ben.page).waitFor();
  await card(ada.page).waitFor();
  await ada.page.keyboard.press('d');
  await ada.page.getByRole('status').getByText('Dismissed: ').waitFor();
  await ben.page.keyboard.press('a');
  ben.expectStatus(409, `/api/desk/review/${id}/approve`);
  await ben.page.getByText('Ada was quicker').waitFor();
  assert.equal((await stored(id)).status, 'dismissed');
  await ben.page.getByRole('button', { name: 'Go on from this' }).click();
  await ben.page.waitForURL((url) => !url.search.includes(`answer=${id}`));
  await ben.page.getByText('Ada was quicker').waitFor({ state: 'detached' });
  // As a night brings it back.
  await desk.app.database.transaction((tx) => changeAnswer(tx, id, undefined, 'written', {}, { status: 'draft' }));
  await ben.page.goto(`${desk.url}/desk/review?answer=${id}`);
  await card(ben.page)
    .getByText(/^Ada dismissed this at .* UTC, when \d+ users? asked it. It is back because \d+ do\.$/)
    .waitFor();
  await ben.page.getByRole('list', { name: 'Queue' }).getByText('dismissed before').waitFor();
  await ada.close();
  await ben.close();
});

for (const view of DESK_VIEWS) {
  test(`a proposal is told as a diff, kept out or accepted: ${view.theme}, ${view.width}`, async () => {
    const { database } = desk.app;
    const [one, other] = await database.query<{ id: number; answer: string }>(
      `SELECT id, answer FROM golden_answers a WHERE status = 'published' AND NOT EXISTS
         (SELECT 1 FROM answer_proposals p WHERE p.golden_answer_id = a.id) ORDER BY id LIMIT 2`,
    );
    for (const { id, answer } of [one, other])
      await keepProposal(database, id, {
        ...{ answer: `${answer} As of now.`, sources: (await stored(id)).sources },
        metadata: { model: 'test', tokens: 0, seconds: 0 },
      });
    const { page, check, close } = await open(view, 'Ada', `/desk/review?answer=${one.id}`);
    await page.getByRole('region', { name: 'Proposal' }).locator('ins', { hasText: 'As of now.' }).waitFor();
    await check();
    await page.getByRole('button', { name: /^Accept the proposal/ }).click();
    await page.getByRole('status').getByText('Accepted: ').waitFor();
    assert.equal((await stored(one.id)).answer, `${one.answer} As of now.`);
    await page.goto(`${desk.url}/desk/review?answer=${other.id}`);
    await page.getByRole('button', { name: /^Keep it as it is/ }).click();
    await page.getByRole('status').getByText('Kept as it is: ').waitFor();
    assert.equal((await stored(other.id)).answer, other.answer);
    await close();
  });
}

test('what users and models wrote is shown as text', async () => {
  const { database } = desk.app;
  const [{ id, cluster_id }] = await database.query<{ id: number; cluster_id: number }>(
    `SELECT id, cluster_id FROM golden_answers WHERE status = 'draft' ORDER BY id LIMIT 1`,
  );
  await database.query('UPDATE golden_answers SET canonical_question = $2, answer = $2 WHERE id = $1', [id, NASTY]);
  await database.query(
    'UPDATE phrasings SET text = $2 WHERE id = (SELECT min(id) FROM phrasings WHERE cluster_id = $1)',
    [cluster_id, NASTY],
  );
  const { page, check, close } = await open(DESK_VIEWS[1], 'Ada', `/desk/review?answer=${id}`);
  await card(page).getByRole('heading').first().getByText('onerror=').waitFor();
  await card(page).locator('.phrasings').getByText('onerror=').waitFor();
  assert.equal(await page.locator('main img, main script, main a[href^="javascript"]').count(), 0);
  assert.equal(await page.locator('.phrasings strong, h2 strong').count(), 0, 'Markdown of users is text, too');
  assert.match(await page.title(), /Review/);
  await check();
  await close();
});

test('an empty queue says what would wait there', async () => {
  await desk.app.database.query("UPDATE golden_answers SET status = 'published' WHERE status = 'draft'");
  const { page, check, close } = await open();
  await page.getByText('Nothing waits for you.').waitFor();
  await check();
  await close();
});
