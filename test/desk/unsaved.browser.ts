import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { readAnswer } from '../../src/golden/answer-state.ts';
import { DESK_VIEWS, type DeskCase, openDesk, signInAs } from '../support/desk-case.ts';

const TOKEN = 'a-token-of-tests-that-is-long-enough';
const TEXT = 'It took a while to find **these** words.';

let desk: DeskCase;
before(async () => {
  desk = await openDesk({ desk: { adminToken: TOKEN } });
});
after(() => desk.close());

const open = async (path: string, view = DESK_VIEWS[0]) => {
  const opened = await desk.open(path, view);
  opened.page.setDefaultTimeout(15_000);
  await signInAs(opened, 'Ada', TOKEN);
  return opened;
};
const field = (page: Page) => page.getByLabel('Answer, in Markdown');
const endSessions = () => desk.app.database.query('DELETE FROM desk_sessions');
/** Writes a new answer, and asks to save it after the session has ended. */
const writeTooLate = async (page: Page, question: string) => {
  await page.getByLabel('Question').fill(question);
  await field(page).fill(TEXT);
  await endSessions();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
};

for (const view of DESK_VIEWS)
  test(`a session that ends keeps what was written, out of sight until they sign in again: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close, expectStatus } = await open('/desk/answers/new', view);
    expectStatus(401, '/api/desk/answers');
    expectStatus(401, '/api/desk/session');
    const question = `what was written by ${view.width}?`;
    await writeTooLate(page, question);
    assert.ok(!(await field(page).isVisible()));
    assert.deepEqual(await page.getByRole('heading').allTextContents(), ['Sign in again']);
    assert.match(await page.title(), /^Sign in/);
    await check();
    // Nothing but signing in leads back: neither Escape nor the keys of the page.
    for (const key of ['Escape', 'Escape', 'Escape']) await page.keyboard.press(key);
    assert.ok(await page.getByRole('dialog').isVisible());
    assert.equal(await page.getByLabel('Your name').inputValue(), 'Ada');
    await page.getByLabel('Token').fill('not the right one at all');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('token').waitFor();
    assert.ok(!(await field(page).isVisible()));
    await page.getByLabel('Token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await field(page).inputValue(), TEXT);
    assert.match(await page.title(), /^Write an answer/);
    // The focus is where it was.
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/answers\?answer=\d+/);
    const id = Number(new URL(page.url()).searchParams.get('answer'));
    assert.equal((await readAnswer(desk.app.database, id))!.answer, TEXT);
    await close();
  });

test('who signs in by another name sees nothing of what the one before wrote', async () => {
  const { page, close, expectStatus } = await open('/desk/answers/new');
  expectStatus(401, '/api/desk/answers');
  await writeTooLate(page, 'what did Ada write?');
  await page.getByLabel('Your name').fill('Ben');
  await page.getByLabel('Token').fill(TOKEN);
  await page.keyboard.press('Enter');
  await page.getByText('Ben editor').waitFor();
  assert.equal(await field(page).inputValue(), '');
  await close();
});

test('a server that goes away is told above the page, which stays as it is, until it answers again', async () => {
  const { page, check, close, expectStatus } = await open('/desk/answers/new');
  await page.getByLabel('Question').fill('what is written while nobody listens?');
  await field(page).fill(TEXT);
  for (const path of ['/api/desk/answers', '/api/desk/session']) expectStatus(0, path);
  await page.route('**/api/**', (route) => route.abort());
  await page.keyboard.press('Control+Enter');
  const bar = page.getByRole('status').getByText('The server does not answer');
  await bar.waitFor();
  await check();
  assert.equal(await field(page).inputValue(), TEXT);
  await page.unroute('**/api/**');
  await bar.waitFor({ state: 'detached' });
  assert.equal(await field(page).inputValue(), TEXT);
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/answers\?answer=\d+/);
  await close();
});

test('what is begun and not saved is left only by who says so, in every form', async () => {
  const { page, close } = await open('/desk/answers');
  const [{ id }] = await desk.app.database.query<{ id: number }>(
    "UPDATE golden_answers SET status = 'draft' WHERE id = (SELECT min(id) FROM golden_answers) RETURNING id",
  );
  const asked: string[] = [];
  let answer = false;
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await (answer ? dialog.accept() : dialog.dismiss());
  });
  for (const [path, opener, label] of [
    [`/desk/answers?answer=${id}`, /^Edit/, 'Answer, in Markdown'],
    ['/desk/answers/new', undefined, 'Answer, in Markdown'],
    [`/desk/review?answer=${id}`, /^Edit and approve/, 'Answer, in Markdown'],
    ['/desk/culture/1', undefined, 'What the model is told'],
    ['/desk/gaps?add=', undefined, /^Text \(plain/],
  ] as const) {
    answer = true;
    await page.goto(desk.url + path);
    if (opener) await page.getByRole('button', { name: opener }).click();
    await page.getByLabel(label).fill(TEXT);
    asked.length = 0;
    answer = false;
    await page.getByRole('link', { name: 'Lookups' }).click();
    await Promise.all([page.waitForEvent('dialog'), page.evaluate('void setTimeout(() => location.reload())')]);
    await page.getByRole('button', { name: /^(Cancel|Discard)/ }).click();
    assert.deepEqual(asked, ['confirm', 'beforeunload', 'confirm'], path);
    assert.equal(await page.getByLabel(label).inputValue(), TEXT);
    assert.equal(page.url(), desk.url + path);
    answer = true;
    await page.getByRole('link', { name: 'Lookups' }).click();
    await page.getByRole('heading', { name: 'Lookups' }).waitFor();
    assert.equal(asked.length, 4);
  }
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.getByRole('table', { name: 'Answers' }).waitFor();
  await page.keyboard.press('n');
  await field(page).fill(TEXT);
  answer = false;
  await Promise.all([page.waitForEvent('dialog'), page.evaluate('history.back()')]);
  await page.keyboard.press('Escape');
  assert.equal(asked.length, 6);
  assert.equal(await field(page).inputValue(), TEXT);
  answer = true;
  await page.evaluate('history.back()');
  await page.getByRole('table', { name: 'Answers' }).waitFor();
  await close();
});
