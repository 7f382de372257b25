import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK_VIEWS, type DeskCase, haveCount, openDesk } from '../support/desk-case.ts';

let desk: DeskCase;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

for (const view of DESK_VIEWS) {
  test(`a chunk is read, with its versions: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close } = await desk.open('/desk/culture', view);
    await page.getByRole('region', { name: 'Cultural chunks' }).waitFor();
    await haveCount(page.locator('tbody tr'), 20);
    await check();
    await page.getByRole('link', { name: 'Face saving' }).first().click();
    await page.getByRole('heading', { name: 'Versions' }).waitFor();
    await page.getByText('Version 1').waitFor();
    await check();
    await close();
  });
}

test('an editor changes a chunk and takes the old text back', async () => {
  const { page, check, close } = await desk.open('/desk/culture/1');
  const field = page.getByLabel('What the model is told');
  await page.getByRole('button', { name: 'Save' }).waitFor();
  const old = await field.inputValue();
  assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled(), 'there is nothing to save yet');
  await page.keyboard.press('e');
  await page.keyboard.type('Nod first. ');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Version 2').waitFor();
  await page.getByText('No night rewrites it.').waitFor();
  assert.match(await field.inputValue(), /Nod first\./);
  await page.locator('.diff ins', { hasText: 'Nod first.' }).waitFor();
  await check();
  await page.getByRole('button', { name: 'Take back version 1' }).click();
  await page.getByText('Version 3').waitFor();
  assert.equal(await field.inputValue(), old);
  await close();
});

test('the second of two is shown what stands there, keeps what he typed, and decides', async () => {
  const first = await desk.open('/desk/culture/2');
  const second = await desk.open('/desk/culture/2');
  const fieldOf = (one: typeof first) => one.page.getByLabel('What the model is told');
  await fieldOf(second).fill('Written second.');
  await fieldOf(first).fill('Written first.');
  await first.page.getByRole('button', { name: 'Save' }).click();
  await first.page.getByText('Version 2').waitFor();
  await second.page.getByRole('button', { name: 'Save' }).click();
  second.expectStatus(409, '/api/desk/culture/2');
  const notice = second.page.getByRole('alert');
  await notice.getByText('Written first.').waitFor();
  assert.equal(await fieldOf(second).inputValue(), 'Written second.');
  await second.check();
  await notice.getByRole('button', { name: 'Save mine over it' }).click();
  await second.page.getByText('Version 3').waitFor();
  const [{ content }] = await desk.app.database.query<{ content: string }>(
    'SELECT content FROM cultural_knowledge WHERE id = 2',
  );
  assert.equal(content, 'Written second.');
  await first.close();
  await second.close();
});

test('what people write is shown as text', async () => {
  const nasty = '<img src=x onerror="document.title=1"> **bold** \u202eevil مرحبا';
  await desk.app.database.query('UPDATE cultural_knowledge SET content = $1 WHERE id = 3', [nasty]);
  const { page, check, close } = await desk.open('/desk/culture');
  await page.getByText('onerror=').waitFor();
  assert.equal(await page.locator('main img').count(), 0);
  await check();
  await close();
});
