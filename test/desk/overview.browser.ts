import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK_VIEWS, type DeskCase, haveCount, openDesk } from '../support/desk-case.ts';

/** Links within the small text of a card that are not of its size. */
const LARGE_IN_SMALL = `[...document.querySelectorAll('.figure small a')]
  .filter((link) => getComputedStyle(link).fontSize !== getComputedStyle(link.parentElement).fontSize)
  .map((link) => link.textContent)`;

let desk: DeskCase;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

for (const view of DESK_VIEWS) {
  test(`the overview tells how it goes: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await desk.open('/desk', view);
    await page.getByRole('heading', { name: 'Last 30 days' }).waitFor();
    const [{ hits, asked }] = await desk.app.database.query<{ hits: number; asked: number }>(
      `SELECT count(*) FILTER (WHERE outcome = 'hit')::int AS hits, count(*)::int AS asked FROM lookups`,
    );
    await page.getByText(`${hits} of ${asked} questions`).waitFor();
    await page.getByText('74 clusters').or(page.getByText('clusters,')).first().waitFor();
    await page.locator('.chart canvas').first().waitFor();
    assert.deepEqual(await page.evaluate(LARGE_IN_SMALL), [], 'a link in the small text is as small as it');
    await check();
    await close();
  });

  test(`a number opens the rows behind it: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await desk.open('/desk', view);
    await page.locator('.figure', { hasText: 'Served from the cache' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Lookups' }).waitFor();
    assert.match(page.url(), /outcome=hit/);
    await page.locator('td .tag.hit').first().waitFor();
    const outcomes = await page.locator('td .tag.hit').count();
    assert.ok(outcomes > 0 && outcomes === (await page.locator('tbody tr').count()));
    await check();
    await close();
  });
}

test('who marked is not told, as editors mark as well; what is paused is', async () => {
  await desk.app.database.query(
    "UPDATE golden_answers SET status = 'paused' WHERE id IN (SELECT id FROM golden_answers WHERE status = 'published' LIMIT 2)",
  );
  const { page, check, close } = await desk.open('/desk');
  await page.getByRole('link', { name: /^\d+ marked wrong$/ }).waitFor();
  await check();
  await page.getByRole('link', { name: '2 of them paused, not served' }).click();
  await page.getByRole('table', { name: 'Answers' }).waitFor();
  await haveCount(page.locator('tbody tr'), 2);
  await close();
});

test('by keyboard: ? shows the keys, g l goes to the lookups', async () => {
  const { page, check, close } = await desk.open('/desk');
  await page.getByRole('heading', { name: 'Last 30 days' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Go to Lookups').waitFor();
  await check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.getByRole('heading', { name: 'Lookups' }).waitFor();
  await close();
});

test('a day of the table opens that day, and filters stand in the address', async () => {
  const { page, close } = await desk.open('/desk');
  await page.getByText('The same as a table').click();
  const day = page.getByRole('region', { name: 'Questions by day' }).getByRole('link').first();
  const name = await day.textContent();
  await day.click();
  await page.waitForURL(new RegExp(`from=${name}&to=${name}`));
  await page.getByLabel('Outcome').selectOption('miss');
  await page.waitForURL(/outcome=miss/);
  await page.goBack();
  await page.waitForURL((url) => !url.search.includes('outcome'));
  await close();
});
