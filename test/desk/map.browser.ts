import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { DESK_VIEWS, type DeskCase, haveCount, openDesk } from '../support/desk-case.ts';
import { waitFor } from '../support/wait-for.ts';

const PLACED_MS = 60_000;

let desk: DeskCase;
before(async () => {
  desk = await openDesk();
  await desk.app.database.query(
    "UPDATE golden_answers SET status = 'draft' WHERE id = (SELECT min(id) FROM golden_answers)",
  );
});
after(() => desk.close());

/** Waits until more than so many pixels of the map are drawn on. */
async function drawn(page: Page, pixels: number): Promise<void> {
  const isDrawn = () =>
    page.evaluate<boolean>(`(() => {
    const canvas = document.querySelector('canvas');
    if (!canvas?.width) return false;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length > ${pixels};
  })()`);
  await waitFor(isDrawn, 'the map is drawn');
}

for (const view of DESK_VIEWS) {
  test(`all questions, from the whole to the single one: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await desk.open('/desk/map', view);
    const canvas = page.getByRole('img', { name: /^Map of \d+ questions/ });
    const [{ known }] = await desk.app.database.query<{ known: number }>(
      'SELECT count(*)::int AS known FROM phrasings',
    );
    await page.getByRole('img', { name: `Map of ${known} questions` }).waitFor({ timeout: PLACED_MS });
    await canvas.waitFor();
    await drawn(page, 1000);
    await check();
    // By the list to a cluster, and on to one wording of it.
    await page.locator('.map-list button').first().click();
    await page.waitForURL(/cluster=\d+/);
    await page.getByRole('heading', { level: 2 }).waitFor();
    await check();
    await page.locator('.map-detail .map-list button').first().click();
    await page.waitForURL(/question=\d+/);
    await page.goBack();
    await page.waitForURL(/cluster=\d+/);
    await page.getByRole('button', { name: /All questions/ }).click();
    await page.getByRole('button', { name: /^draft \d/ }).click();
    await page.waitForURL(/state=draft/);
    await haveCount(page.locator('.map-list li'), 1);
    await check();
    await close();
  });
}

test('a question on the map is clicked, and found again by its address', async () => {
  const { page, close } = await desk.open('/desk/map');
  await drawn(page, 1000);
  await page.locator('.map-list button').first().click();
  await page.locator('.map-detail .map-list button').first().click();
  await page.waitForURL(/question=\d+/);
  const selected = new URL(page.url()).searchParams.get('question');
  // A single question is zoomed to: it is in the middle now.
  await page.goto(page.url());
  await drawn(page, 20);
  const box = (await page.locator('canvas').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.locator('.map-tip').waitFor();
  await page.getByRole('button', { name: /All questions/ }).click();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.goto(`${desk.url}/desk/map?question=${selected}`);
  await drawn(page, 20);
  await page.mouse.move(box.x + box.width / 2 + 1, box.y + box.height / 2);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForURL(new RegExp(`question=${selected}`));
  await close();
});

test('by keyboard: / searches, the list leads to a question, Escape back; users’ text stays text', async () => {
  const nasty = '<img src=x onerror="document.title=1"> **bold** \u202eevil مرحبا';
  await desk.app.database.query(
    `UPDATE phrasings SET text = $1 WHERE id = (SELECT max(id) FROM phrasings WHERE id NOT IN (SELECT phrasing_id FROM published_phrasings))`,
    [nasty],
  );
  const { page, check, close } = await desk.open('/desk/map');
  await page.locator('.map-list button').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('onerror');
  await page.waitForURL(/search=onerror/);
  await page.keyboard.press('Tab');
  await page.locator('.map-list button', { hasText: 'onerror' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('in no cluster').waitFor();
  await check();
  assert.equal(await page.locator('main img[src]').count(), 0);
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.search.includes('question'));
  await close();
});
