import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { DESK_VIEWS, type DeskCase, openDesk } from '../support/desk-case.ts';

const DRAFTS = 4;

let desk: DeskCase;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

const drawer = (page: Page) => page.getByRole('region', { name: 'Answer', exact: true });
/** What has the focus, told by its label or its text. */
const focused = (page: Page) =>
  page.evaluate<string>(
    "document.activeElement.getAttribute('aria-label') ?? (document.activeElement.id || document.activeElement.textContent)",
  );
/** How wide the line around what has the focus is. */
const ringOf = (page: Page) =>
  page.evaluate<string>(
    "(({ outlineStyle, outlineWidth }) => outlineStyle === 'none' ? '0px' : outlineWidth)(getComputedStyle(document.activeElement))",
  );

test('the first Tab leads past the navigation to the page, whose address stays', async () => {
  const { page, close } = await desk.open('/desk/lookups?outcome=hit');
  await page.getByRole('table', { name: 'Lookups' }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Skip to the page');
  assert.ok(await page.getByRole('link', { name: 'Skip to the page' }).isVisible());
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'page');
  await page.keyboard.press('Tab');
  const isIn = await page.evaluate("document.querySelector('main').contains(document.activeElement)");
  assert.ok(isIn, 'the next Tab goes on from there');
  assert.notEqual(await ringOf(page), '0px');
  assert.match(page.url(), /outcome=hit/);
  assert.equal(await page.getByLabel('Outcome').inputValue(), 'hit');
  await close();
});

for (const view of DESK_VIEWS)
  test(`what is opened has the focus, and Escape gives it back to where it was: ${view.theme}, ${view.width}`, async () => {
    const { page, close } = await desk.open('/desk/answers', view);
    const links = page.getByRole('table', { name: 'Answers' }).locator('tbody tr td:first-child a');
    await links.first().waitFor();
    const [first, second] = await links.allTextContents();
    await links.first().focus();
    await page.keyboard.press('Enter');
    await drawer(page).getByRole('heading', { name: first }).waitFor();
    assert.equal(await focused(page), 'Answer');
    await page.keyboard.press('Escape');
    await drawer(page).waitFor({ state: 'detached' });
    assert.equal(await focused(page), first);
    assert.notEqual(await ringOf(page), '0px');
    await page.keyboard.press('Enter');
    await drawer(page).getByRole('heading', { name: first }).waitFor();
    await page.keyboard.press('j');
    await drawer(page).getByRole('heading', { name: second }).waitFor();
    await page.keyboard.press('Escape');
    await drawer(page).waitFor({ state: 'detached' });
    assert.equal(await focused(page), second, 'where the drawer was last');
    await close();
  });

test('after an action the focus is where it was, or as near as can be', async () => {
  const { page, close } = await desk.open('/desk/answers');
  const links = page.getByRole('table', { name: 'Answers' }).locator('tbody tr td:first-child a');
  await links.first().waitFor();
  await links.first().focus();
  await page.keyboard.press('Enter');
  const button = (name: string) => drawer(page).getByRole('button', { name: new RegExp(`^${name}`) });
  await button('Pause').focus();
  await page.keyboard.press('Enter');
  await button('Resume').waitFor();
  assert.match(await focused(page), /^(Answer|Resume p)$/);
  await page.keyboard.press('p');
  await button('Pause').waitFor();
  await page.keyboard.press('e');
  await page.getByLabel('Answer, in Markdown').waitFor();
  await page.keyboard.type('More. ');
  await page.keyboard.press('Control+Enter');
  await button('Edit').waitFor();
  assert.equal(await focused(page), 'Answer', 'the form that had it is gone');
  await page.keyboard.press('e');
  await page.getByLabel('Answer, in Markdown').waitFor();
  await page.keyboard.press('Escape');
  await button('Edit').waitFor();
  assert.equal(await focused(page), 'Answer');
  await close();
});

test('? lists the keys of the page, and gives the focus back', async () => {
  const { page, check, close } = await desk.open('/desk/answers');
  const search = page.getByRole('searchbox');
  await page.getByRole('table', { name: 'Answers' }).waitFor();
  const keys = page.getByRole('button', { name: 'Keys' });
  await keys.focus();
  await page.keyboard.press('?');
  for (const words of ['Search', 'Write an answer', 'Next answer', 'Go to Review', 'Show these keys'])
    await page.getByRole('dialog').getByText(words, { exact: true }).waitFor();
  await check();
  await page.keyboard.press('j');
  assert.equal(await drawer(page).count(), 0, 'the list has the keys to itself');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.match(await focused(page), /^Keys/);
  await page.keyboard.press('/');
  await page.keyboard.type('j?');
  assert.equal(await search.inputValue(), 'j?', 'what is written in a field is no key');
  await close();
});

test('the whole queue is gone through by keyboard; the focus goes from card to card', async () => {
  const { database } = desk.app;
  await database.query(
    `UPDATE golden_answers SET status = 'draft' WHERE id IN (SELECT id FROM golden_answers WHERE status = 'published' ORDER BY id LIMIT $1)`,
    [DRAFTS],
  );
  const { page, close } = await desk.open('/desk');
  await page.getByRole('heading', { name: 'Last 30 days' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  const card = page.getByRole('article');
  const queue = page.getByRole('list', { name: 'Queue' }).locator('a > bdi');
  await queue.first().waitFor();
  const questions = await queue.allTextContents();
  assert.equal(questions.length, DRAFTS);
  await page.keyboard.press('j');
  for (const [i, key] of ['a', 'd', 'e', 'a'].entries()) {
    await card.getByRole('heading', { name: questions[i], exact: true }).waitFor();
    assert.equal(await focused(page), 'Card');
    await card.getByRole('button', { name: /^Approve/ }).waitFor();
    await page.keyboard.press(key);
    if (key === 'e') {
      await page.getByLabel('Answer, in Markdown').waitFor();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('By keyboard.');
      await page.keyboard.press('Control+Enter');
    }
    await page.getByRole('status').getByText(questions[i], { exact: true }).waitFor();
  }
  await page.getByText('Nothing waits for you.').waitFor();
  assert.notEqual(await page.evaluate('document.activeElement.tagName'), 'BODY');
  const states = await database.query<{ status: string }>(
    'SELECT status FROM golden_answers WHERE canonical_question = ANY($1::text[]) ORDER BY array_position($1::text[], canonical_question)',
    [questions],
  );
  assert.deepEqual(
    states.map(({ status }) => status),
    ['published', 'dismissed', 'published', 'published'],
  );
  await close();
});
