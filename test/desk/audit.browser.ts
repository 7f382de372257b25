import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { recordChange } from '../../src/desk/audit.ts';
import { CultureDesk } from '../../src/desk/culture-desk.ts';
import { DESK_VIEWS, type DeskCase, haveCount, openDesk } from '../support/desk-case.ts';

let desk: DeskCase;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

test('before anything was changed, the page says what will stand here', async () => {
  const { page, check, close } = await desk.open('/desk/audit');
  await page.getByText('Nobody has changed anything').waitFor();
  await check();
  await close();
  const culture = new CultureDesk(desk.app.database);
  const text = { trigger_keyword: 'greeting', when_to_use: null, held: true };
  await culture.edit({ name: 'Wayan' }, 1, 1, { ...text, content: '<img src=x onerror="document.title=1"> مرحبا' });
  await culture.edit({ name: 'Made' }, 1, 2, { ...text, content: 'A long text. '.repeat(40) });
  const [before, after] = [{ status: 'published' }, { status: 'paused' }];
  for (let id = 1; id <= 60; id++) {
    const subject = { kind: 'answer', id };
    await recordChange(desk.app.database, { who: 'Made', action: 'answer.pause', subject, before, after });
  }
});

for (const view of DESK_VIEWS) {
  test(`changes are told with before and after, and filtered: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await desk.open('/desk/audit', view);
    await page.getByRole('region', { name: 'Changes' }).waitFor();
    await haveCount(page.locator('tbody tr'), 50);
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByRole('cell', { name: 'Wayan' }).waitFor();
    await page.getByRole('button', { name: 'Newest' }).click();
    await check();
    await page.getByLabel('What').selectOption('culture.edit');
    await page.waitForURL(/action=culture/);
    await page.locator('tbody tr').nth(2).waitFor({ state: 'detached' });
    await haveCount(page.locator('tbody tr'), 2);
    await page.locator('del', { hasText: 'onerror=' }).waitFor();
    assert.equal(await page.locator('main img').count(), 0, 'what people wrote is shown as text');
    await check();
    await page.getByLabel('Who').selectOption('Wayan');
    await page.waitForURL(/who=Wayan/);
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'culture 1' }).click();
    await page.waitForURL(/subject_id=1/);
    await page.locator('tbody tr').nth(1).waitFor();
    await check();
    await close();
  });
}
