import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK_VIEWS, type DeskCase, haveCount, openDesk } from '../support/desk-case.ts';

let desk: DeskCase;
before(async () => {
  desk = await openDesk();
  // What a week of use leaves behind: an answer whose page has changed.
  await desk.app.database.query(
    `UPDATE golden_answers SET stale_since = now(), stale_reason = 'en/levy.md has changed'
     WHERE id = (SELECT min(id) FROM golden_answers)`,
  );
});
after(() => desk.close());

for (const view of DESK_VIEWS) {
  test(`each kind of gap is told: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await desk.open('/desk/gaps', view);
    await page.getByRole('region', { name: 'Questions without an answer' }).waitFor();
    await check();
    await page.getByRole('link', { name: /^Near misses/ }).click();
    await page.getByRole('region', { name: 'Near misses' }).waitFor();
    await check();
    await page.getByRole('link', { name: /^Stale answers/ }).click();
    await page.getByText('en/levy.md has changed').waitFor();
    assert.match(page.url(), /kind=stale/);
    await check();
    await close();
  });

  test(`knowledge is added from a gap, and taken away: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await desk.open('/desk/gaps', view);
    const gap = page.getByRole('region', { name: 'Questions without an answer' }).getByRole('row').nth(1);
    const question = await gap.locator('bdi').first().textContent();
    await gap.getByRole('link', { name: 'Add knowledge' }).click();
    await page.getByText(`for: ${question}`).waitFor();
    await check();
    await page.getByLabel(/^Text/).fill('# مرحبا <script>alert(1)</script>\n\nBoards are rented on the beach of Kuta.');
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByText('is in the knowledge base (1 piece)').waitFor();
    await check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Texts added here: 1').click();
    const row = page.getByRole('region', { name: 'Texts added at the desk' }).getByRole('row').nth(1);
    await row.getByText(question!).waitFor();
    await check();
    await row.getByRole('button', { name: 'Take away' }).click();
    await row.getByRole('button', { name: /^Yes/ }).click();
    await page.getByText('Texts added here: 0').waitFor();
    await close();
  });
}

test('a gap leads to the form that writes its answer, and a number to the lookups behind it', async () => {
  const { page, close } = await desk.open('/desk/gaps');
  const gap = page.getByRole('region', { name: 'Questions without an answer' }).getByRole('row').nth(1);
  const question = await gap.locator('bdi').first().textContent();
  const href = await gap.getByRole('link', { name: 'Write an answer' }).getAttribute('href');
  assert.equal(new URL(href!, page.url()).searchParams.get('question'), question);
  const [{ cluster_id, missed }] = await desk.app.database.query<{ cluster_id: number; missed: number }>(
    `SELECT cluster_id, count(*)::int AS missed FROM lookups WHERE outcome = 'miss' AND reason = 'below-bar'
     AND cluster_id IS NOT NULL GROUP BY cluster_id ORDER BY missed DESC, cluster_id LIMIT 1`,
  );
  await page.goto(`${desk.url}/desk/gaps?kind=near`);
  const near = page.getByRole('region', { name: 'Near misses' }).getByRole('row').nth(1);
  await near
    .getByRole('link', { name: String(missed), exact: true })
    .first()
    .click();
  await page.waitForURL(new RegExp(`/lookups.*cluster=${cluster_id}`));
  await page
    .locator('tbody tr')
    .nth(missed - 1)
    .waitFor();
  await haveCount(page.locator('tbody tr'), missed);
  await close();
});
