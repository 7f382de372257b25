import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { DESK_VIEWS, type DeskCase, haveCount, openDesk } from '../support/desk-case.ts';

let desk: DeskCase;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

/** What is worked out of other numbers, or of what is not kept row by row. */
const WORKED_OUT = ['Share', 'Tokens', 'Cost', 'Took', 'Sure on average', 'At best', 'Sure', 'Median', '99%'];
/** Conversations are read, and not shown: they are their users' own. */
const NOT_SHOWN = ['Questions'];

const numberIn = async (place: Locator) => Number((await place.first().textContent())!.replaceAll(/[^0-9]/g, ''));
/** Rows of the page, as the list says it; of lookups up to a page of them. */
const rowsOf = (page: Page) => page.locator('main tbody tr');

for (const [path, table, bare] of [
  ['/desk', 'Questions by language', WORKED_OUT],
  ['/desk', 'Questions by day', WORKED_OUT],
  ['/desk', 'Reasons', WORKED_OUT],
  ['/desk/answers', 'Answers', []],
  ['/desk/nights', 'Nights', [...WORKED_OUT, ...NOT_SHOWN]],
  ['/desk/gaps', 'Questions without an answer', []],
  ['/desk/gaps?kind=near', 'Near misses', WORKED_OUT],
] as const)
  test(`every number of "${table}" leads to the rows behind it`, async () => {
    const { page, close } = await desk.open(path);
    const details = page.getByText('The same as a table');
    if (table === 'Questions by day') await details.click();
    const place = page.getByRole('table', { name: table });
    await place.waitFor();
    const heads = await place.locator('th').allTextContents();
    const [first] = await place.locator('tbody tr').all();
    const cells = await first.locator('td').all();
    for (const [i, cell] of cells.entries()) {
      const text = (await cell.textContent())!.trim();
      const isNumber = (await cell.getAttribute('class')) === 'number';
      if (!isNumber || text === '–' || text === '0' || bare.some((name) => name === heads[i])) continue;
      assert.ok((await cell.getByRole('link').count()) > 0, `${heads[i]}: ${text} leads nowhere`);
    }
    await close();
  });

test('on a phone no list has to be scrolled sideways', async () => {
  const { page, checkWidth, close } = await desk.open('/desk', DESK_VIEWS[1]);
  for (const path of ['', '/answers', '/lookups', '/nights', '/nights/1', '/gaps']) {
    await page.goto(`${desk.url}/desk${path}`);
    await page.locator('main tbody tr').first().waitFor();
    const wide = `[...document.querySelectorAll('.scrolls')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map((list) => list.ariaLabel)`;
    assert.deepEqual(await page.evaluate(wide), [], path);
    await checkWidth();
  }
  await close();
});

test('the hits of an answer, in the table and in the drawer, are as many as the lookups that they lead to', async () => {
  const { page, close } = await desk.open('/desk/answers');
  const hits = page.getByRole('table', { name: 'Answers' }).locator('tbody tr').first().locator('td.number').first();
  await hits.waitFor();
  const number = await numberIn(hits);
  assert.ok(number > 0 && number <= 50, 'as many as there is room for on a page');
  await hits.getByRole('link').click();
  await page.getByRole('heading', { name: 'Lookups' }).waitFor();
  await page.getByText(/^answer \d+$/).waitFor();
  await haveCount(rowsOf(page), number);
  const id = new URL(page.url()).searchParams.get('answer');
  await page.goto(`${desk.url}/desk/answers?answer=${id}`);
  const drawer = page.getByRole('region', { name: 'Answer', exact: true });
  await drawer.getByRole('link', { name: `${number}×` }).click();
  await page.getByRole('heading', { name: 'Lookups' }).waitFor();
  await page.getByText(/^answer \d+$/).waitFor();
  await haveCount(rowsOf(page), number);
  await page.goBack();
  await drawer.getByRole('link', { name: /conversations? by \d+ different users?/ }).click();
  await drawer.getByRole('region', { name: 'Phrasings' }).waitFor();
  await close();
});

test('the answers of the last night and all answers are as many as the overview says', async () => {
  const { page, check, close } = await desk.open('/desk');
  const written = page.getByRole('region', { name: 'Nights' }).getByRole('link', { name: /answers new/ });
  const [, number] = /(\d+) answers new/.exec((await written.textContent())!)!;
  await written.click();
  await page.getByText(`, ${number} answers`).waitFor();
  await page.getByText(/^new by night \d+$/).waitFor();
  await check();
  await page.goBack();
  const all = page.locator('.figure', { hasText: 'Golden answers' }).getByRole('link').first();
  const golden = await numberIn(all);
  await all.click();
  await page.getByText(`, ${golden} answers`).waitFor();
  await close();
});
