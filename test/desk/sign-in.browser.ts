import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK_VIEWS, type DeskCase, openDesk, signInAs } from '../support/desk-case.ts';

const TOKEN = 'a-token-of-tests-that-is-long-enough';
const READER = 'another-token-that-is-only-for-readers';

let desk: DeskCase;
before(async () => {
  desk = await openDesk({ desk: { adminToken: TOKEN, readerToken: READER } });
});
after(() => desk.close());

for (const view of DESK_VIEWS)
  test(`a wrong token is told, the right one leads to the page that was asked for, and out again: ${view.theme}, ${view.width}`, async () => {
    const { page, check, close, expectStatus } = await desk.open('/desk/lookups?outcome=hit', view);
    expectStatus(401, '/api/desk/session');
    await page.getByLabel('Your name').waitFor();
    assert.match(await page.title(), /^Sign in/);
    await check();
    // By keyboard alone: the first field has the focus.
    await page.keyboard.type('Ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type(`${TOKEN}x`);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('token').waitFor();
    await check();
    assert.equal(await page.getByRole('table').count(), 0, 'nothing is shown to who is not signed in');
    await page.getByLabel('Token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByRole('table', { name: 'Lookups' }).waitFor();
    assert.match(page.url(), /\/desk\/lookups\?outcome=hit$/);
    assert.equal(await page.getByLabel('Outcome').inputValue(), 'hit');
    await page.getByText('Ada editor').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your name').waitFor();
    assert.equal(await page.getByRole('table').count(), 0);
    await page.reload();
    await page.getByLabel('Your name').waitFor();
    await close();
  });

test('a reader sees every page, is offered no change, and a forged one is refused', async () => {
  const { database } = desk.app;
  const [{ id, version }] = await database.query<{ id: number; version: number }>(
    "SELECT id, version FROM golden_answers WHERE status = 'published' ORDER BY id LIMIT 1",
  );
  await database.query("UPDATE golden_answers SET status = 'draft' WHERE id = (SELECT max(id) FROM golden_answers)");
  const opened = await desk.open('/desk');
  const { page, checkWidth, close, expectStatus } = opened;
  await signInAs(opened, 'Rea', READER);
  await page.getByText('Rea reader').waitFor();
  const changes =
    /approve|dismiss|edit|save|write|pause|resume|publish|restore|take back|move|not this|mark wrong|start|stop|add|remove|import|apply|accept|reject|keep it|holds/i;
  const [{ run }] = await database.query<{ run: number }>('SELECT max(id)::int AS run FROM nightly_worker_runs');
  for (const [path, heading] of [
    ['/desk', 'Last 30 days'],
    ['/desk/review', 'Sources'],
    ['/desk/answers', 'Answers'],
    [`/desk/answers?answer=${id}`, 'Sources'],
    [`/desk/answers?answer=${id}&show=phrasings`, 'Answers'],
    [`/desk/answers?answer=${id}&show=hits`, 'Answers'],
    [`/desk/answers?answer=${id}&show=versions`, 'Version 1'],
    ['/desk/lookups', 'Lookups'],
    ['/desk/nights', 'Nights'],
    [`/desk/nights/${run}`, 'Stages'],
    ['/desk/gaps', 'Gaps'],
    ['/desk/map', 'Map'],
    ['/desk/try', 'Try it'],
    ['/desk/culture', 'Culture'],
    ['/desk/culture/1', 'Versions'],
    ['/desk/intel', 'Intel'],
    ['/desk/audit', 'Audit'],
  ]) {
    await page.goto(desk.url + path);
    await page.getByRole('heading', { name: heading }).first().waitFor();
    await page
      .locator('main')
      .filter({ hasNot: page.locator('.loading') })
      .waitFor();
    const offered = await page.locator('main').getByRole('button').allTextContents();
    assert.deepEqual(
      offered.filter((name) => changes.test(name)),
      [],
      `offered at ${path}`,
    );
    await checkWidth();
  }
  const forge = (method: string, path: string, body: unknown) =>
    page.evaluate(
      async ([how, where, what]) => {
        const session = (await (await fetch('/api/desk/session')).json()) as { csrf_token: string };
        const headers = { 'content-type': 'application/json', 'x-csrf-token': session.csrf_token };
        const response = await fetch(`/api/desk${where}`, { method: how, headers, body: JSON.stringify(what) });
        const { error } = (await response.json()) as { error: { code: string } };
        return [response.status, error.code];
      },
      [method, path, body] as const,
    );
  for (const [method, path, body] of [
    ['PUT', `/answers/${id}`, { version, answer: 'Forged.' }],
    ['POST', `/answers/${id}/status`, { version, status: 'dismissed' }],
    ['POST', '/nights', {}],
    ['PUT', '/culture/1', { version: 1, content: 'Forged.' }],
  ] as const) {
    expectStatus(403, `/api/desk${path}`);
    assert.deepEqual(await forge(method, path, body), [403, 'not-allowed'], `${method} ${path}`);
  }
  const [{ changed }] = await database.query<{ changed: number }>('SELECT count(*)::int AS changed FROM desk_audit');
  assert.equal(changed, 0);
  await close();
});
