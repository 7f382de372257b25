import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK_VIEWS, type DeskCase, openDesk } from '../support/desk-case.ts';

let desk: DeskCase;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

for (const view of DESK_VIEWS) {
  test(`each step of a question is told: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await desk.open('/desk/try', view);
    await page.getByLabel('Question', { exact: true }).fill('how much do I have to pay for a KITAS?');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page
      .getByRole('status')
      .getByText(/hit|miss/)
      .waitFor();
    await page.getByText('Above the bar').waitFor();
    await page.getByRole('region', { name: 'Nearest questions' }).waitFor();
    await check();
    await close();
  });
}

test('the same words are served as the chat serves them, and nothing is recorded', async () => {
  const before = await count();
  const { page, close } = await desk.open('/desk/try?q=What%20is%20a%20KITAS%3F');
  await page.getByRole('status').getByText('asked in the same words before').waitFor();
  const shown = await page.locator('.markdown').textContent();
  const served = await desk.app.golden.lookupGoldenAnswer('What is a KITAS?');
  assert.ok(served.answer && shown!.includes(served.answer.answer.slice(0, 40).replace(/[*_#]/g, '')));
  await desk.app.recorders.lookups.flush();
  assert.equal(await count(), before + 1, 'only the lookup of this test');
  await close();
});

test('what may not be answered is said with its reason; the address holds the question', async () => {
  const { page, close } = await desk.open('/desk/try');
  await page.getByText('Write a question as a user would').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('where is my application now?');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('bypass').waitFor();
  await page.waitForURL(/q=where\+is\+my/);
  await page.getByRole('listitem').filter({ hasText: 'May be answered from the cache' }).getByText(/no:/).waitFor();
  await close();
});

test('what users write is shown as text', async () => {
  const nasty = '<img src=x onerror="document.title=1"> **bold** [a](javascript:alert(1)) \u202eevil مرحبا';
  const { page, check, close } = await desk.open(`/desk/try?q=${encodeURIComponent(nasty)}`);
  await page.getByText('onerror=').first().waitFor();
  assert.equal(await page.locator('main img, main a[href^="javascript"]').count(), 0);
  assert.match(await page.title(), /Try it/);
  await check();
  await close();
});

async function count(): Promise<number> {
  const [{ lookups }] = await desk.app.database.query<{ lookups: number }>(
    'SELECT count(*)::int AS lookups FROM lookups',
  );
  return lookups;
}

test('a question that holds an address without end stays within a phone’s window', async () => {
  const long = `Do I find the documents for a PT PMA at https://example.com/${'path-without-end/'.repeat(12)}${'x'.repeat(120)}?`;
  const { page, check, close } = await desk.open(`/desk/try?q=${encodeURIComponent(long)}`, DESK_VIEWS[1]);
  await page.getByRole('heading', { name: 'Rule by rule' }).waitFor();
  await check();
  await close();
});
