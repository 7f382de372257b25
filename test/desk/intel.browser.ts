import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DESK_VIEWS, type DeskCase, openDesk } from '../support/desk-case.ts';

const NEWS = fileURLToPath(new URL('../../examples/intel/documents', import.meta.url));

let desk: DeskCase;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

test('without documents the page says how to get some', async () => {
  const { page, check, close } = await desk.open('/desk/intel');
  await page.getByText('goldsmith classify FOLDER').waitFor();
  await check();
  await close();
  await desk.app.intel.run({ path: NEWS });
});

for (const view of DESK_VIEWS) {
  test(`documents are filtered and searched: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await desk.open('/desk/intel', view);
    await page.locator('tbody tr').first().waitFor();
    const all = await page.locator('tbody tr').count();
    await check();
    await page.getByLabel('Priority').selectOption('high');
    await page.waitForURL(/priority=high/);
    await page.locator('tbody .tag:not(.high)').first().waitFor({ state: 'detached' });
    const high = await page.locator('tbody tr').count();
    assert.ok(high > 0 && high < all, `${high} of ${all}`);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('no document has these words');
    await page.getByText('No document fits these filters.').waitFor();
    assert.match(page.url(), /search=no/);
    await check();
    await close();
  });
}

test('what the news says is shown as text', async () => {
  await desk.app.database.query(
    `UPDATE intel_documents SET title = '<img src=x onerror="document.title=1">' WHERE id = (SELECT max(id) FROM intel_documents)`,
  );
  const { page, close } = await desk.open('/desk/intel');
  await page.getByText('onerror=').waitFor();
  assert.equal(await page.locator('main img').count(), 0);
  await close();
});
