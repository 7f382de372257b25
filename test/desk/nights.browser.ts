import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK_VIEWS, type DeskCase, openDesk } from '../support/desk-case.ts';

let desk: DeskCase;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

for (const view of DESK_VIEWS) {
  test(`a night is told stage by stage: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await desk.open('/desk/nights', view);
    await page.getByRole('region', { name: 'Nights' }).getByRole('link').first().waitFor();
    await page.getByText('Start a night now').click();
    await check();
    await page.getByRole('region', { name: 'Nights' }).locator('tbody tr').last().getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Stages' }).waitFor();
    await page.getByText('Cluster the questions').waitFor();
    await page.getByRole('button', { name: /^New \d/ }).click();
    await page.getByRole('region', { name: 'Questions that changed' }).waitFor();
    assert.match(page.url(), /kind=created/);
    await check();
    await close();
  });
}

test('what a night has written opens as many rows as it says, also where some were dismissed since', async () => {
  const { page, close } = await desk.open('/desk/nights');
  const rows = page.getByRole('region', { name: 'Nights' }).locator('tbody tr');
  await desk.app.database.query(
    `UPDATE golden_answers SET status = 'dismissed', dismissed_asked = 0, dismissed_users = 0
     WHERE id IN (SELECT golden_answer_id FROM answer_versions WHERE version = 1 AND run_id IS NOT NULL ORDER BY 1 LIMIT 2)`,
  );
  const written = rows.last().locator('a[href*="wrote=new"]');
  const told = Number(await written.textContent());
  assert.ok(told > 2);
  await written.click();
  await page.getByText(`Export these ${told} answers`).waitFor();
  await page.getByText(/^new by night \d+$/).waitFor();
  assert.equal(await page.getByLabel('Status').inputValue(), 'all');
  await close();
});

test('an editor starts a night, sees it live, and stops it; both are written down', async () => {
  const { page, check, close } = await desk.open('/desk/nights');
  await page.getByText('Start a night now').click();
  await page.getByLabel('Days of conversations').fill('365');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('heading', { name: /Night \d+ is running/ }).waitFor();
  await check();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Start a night now').waitFor({ timeout: 60_000 });
  await page.getByText('The run was stopped.').first().waitFor();
  const audit = await desk.app.database.query(
    `SELECT who, action, subject, subject_id, before, after->'running' AS running, after->'days' AS days
     FROM desk_audit WHERE action LIKE 'night.%' ORDER BY id`,
  );
  const [{ run }] = await desk.app.database.query<{ run: string }>(
    'SELECT max(id)::text AS run FROM nightly_worker_runs',
  );
  const local = { who: 'local', subject: 'night', subject_id: run };
  assert.deepEqual(audit, [
    { ...local, action: 'night.start', before: { running: false }, running: true, days: 365 },
    { ...local, action: 'night.stop', before: { stop_requested: false }, running: null, days: null },
  ]);
  await close();
});
