import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { keepProposal } from '../../src/golden/answer-proposals.ts';
import { readAnswer } from '../../src/golden/answer-state.ts';
import { DESK_VIEWS, type DeskCase, openDesk, signInAs } from '../support/desk-case.ts';
import { NASTY } from '../support/nasty-text.ts';

const TOKEN = 'a-token-of-tests-that-is-long-enough';
const NAME = '<img src=x onerror="document.title=3"> **Ada** \u202ekniht';
const NEWS = fileURLToPath(new URL('../../examples/intel/documents', import.meta.url));

let desk: DeskCase;
/** An answer, a draft and a night, all of whose texts are hostile. */
let answer: number;
let draft: number;
let run: number;
before(async () => {
  desk = await openDesk({ desk: { adminToken: TOKEN } });
  const { database, intel } = desk.app;
  await intel.run({ path: NEWS });
  const [one, other] = await database.query<{ id: number; cluster: number }>(
    `SELECT a.id, a.cluster_id AS cluster FROM golden_answers a JOIN answer_usage u ON u.golden_answer_id = a.id
     WHERE EXISTS (SELECT 1 FROM lookups l WHERE l.golden_answer_id = a.id AND l.outcome = 'hit') ORDER BY u.hits DESC, a.id LIMIT 2`,
  );
  [answer, draft] = [one.id, other.id];
  [{ run }] = await database.query<{ run: number }>('SELECT max(id)::int AS run FROM nightly_worker_runs');
  for (const { id, cluster } of [one, other]) {
    await database.query('UPDATE golden_answers SET canonical_question = $2, answer = $2, sources = $3 WHERE id = $1', [
      ...[id, NASTY, JSON.stringify([{ title: NASTY, url: 'javascript:alert(1)', path: NASTY, headings: [NASTY] }])],
    ]);
    await database.query('UPDATE clusters SET canonical_question = $2 WHERE id = $1', [cluster, NASTY]);
    await database.query(
      'UPDATE phrasings SET text = $2 WHERE id = (SELECT max(id) FROM phrasings WHERE cluster_id = $1)',
      [cluster, NASTY],
    );
    await database.query('UPDATE lookups SET question = $2 WHERE golden_answer_id = $1', [id, NASTY]);
  }
  await database.query("UPDATE golden_answers SET status = 'draft' WHERE id = $1", [draft]);
  await database.query('UPDATE golden_answers SET edited_at = now() WHERE id = $1', [answer]);
  await keepProposal(database, answer, {
    ...{ answer: `${NASTY} anew`, sources: (await readAnswer(database, answer))!.sources },
    metadata: { model: 'test', tokens: 0, seconds: 0 },
  });
  await database.query(
    'UPDATE clusters SET canonical_question = $1, users = 99 WHERE id = (SELECT min(id) FROM clusters c WHERE NOT EXISTS (SELECT 1 FROM golden_answers a WHERE a.cluster_id = c.id))',
    [NASTY],
  );
  await database.query(
    `UPDATE intel_documents SET title = $1, summary = $1, source = $1, url = 'javascript:alert(1)' WHERE id = (SELECT max(id) FROM intel_documents)`,
    [NASTY],
  );
  await database.query(
    'UPDATE cultural_knowledge SET content = $1, trigger_keyword = $1, when_to_use = $1 WHERE id = 1',
    [NASTY],
  );
  await desk.app.golden.refresh();
});
after(() => desk.close());

/** Signs in under a name that is refused by now: what is kept from before may hold it. */
async function enter(opened: Parameters<typeof signInAs>[0]): Promise<void> {
  await signInAs(opened, 'Ada', TOKEN);
  await desk.app.database.query('UPDATE desk_sessions SET name = $1', [NAME]);
  await opened.page.reload();
  await opened.page.locator('.who').getByText('onerror=').waitFor();
}

for (const view of DESK_VIEWS)
  test(`hostile text is text on every page, breaks none, and asks nobody else for anything: ${view.theme}, ${view.width}`, async () => {
    const opened = await desk.open('/desk', view);
    const { page, checkWidth, close } = opened;
    await enter(opened);
    for (const [path, where] of [
      ['/desk/answers', 'main tbody'],
      [`/desk/answers?answer=${answer}`, '.answer-text'],
      [`/desk/answers?answer=${answer}&show=phrasings`, '[aria-label="Phrasings"]'],
      [`/desk/answers?answer=${answer}&show=hits`, '[aria-label="Hits"]'],
      [`/desk/answers?answer=${answer}&show=versions`, '.one'],
      [`/desk/answers/new?question=${encodeURIComponent(NASTY)}`, 'main'],
      [`/desk/review?answer=${draft}`, 'article .phrasings'],
      [`/desk/review?answer=${answer}`, 'article .diff'],
      ['/desk/lookups?outcome=hit', 'main tbody'],
      [`/desk/nights/${run}`, 'main tbody'],
      ['/desk/gaps', 'main tbody'],
      ['/desk/map', 'main .map-list'],
      ['/desk/culture', 'main tbody'],
      ['/desk/culture/1', 'main'],
      ['/desk/intel', 'main tbody'],
      [`/desk/lookups?reason=${encodeURIComponent(NASTY.slice(0, 60))}`, 'main'],
    ]) {
      await page.goto(desk.url + path);
      const isField = path.includes('/new');
      if (isField) assert.match(await page.getByLabel('Question').inputValue(), /onerror=/);
      else await page.locator(where).getByText('onerror=').first().waitFor({ state: 'attached' });
      const made = page.locator('main img, main script, main style, main iframe, main a[href^="javascript" i]');
      assert.equal(await made.count(), 0, `${path} makes elements of it`);
      assert.match(await page.title(), /Goldsmith$/, `${path} runs what is in it`);
      await checkWidth();
    }
    await close();
  });

test('who changes something under a hostile name is told as text, too', async () => {
  const opened = await desk.open(`/desk/answers?answer=${answer}`, DESK_VIEWS[1]);
  const { page, check, close } = opened;
  await enter(opened);
  await page.getByRole('button', { name: /^Pause/ }).click();
  await page.getByRole('button', { name: /^Resume/ }).waitFor();
  await page.goto(`${desk.url}/desk/answers?answer=${answer}&show=versions`);
  await page.getByRole('heading', { name: 'paused by <img' }).waitFor();
  await check();
  await page.goto(`${desk.url}/desk/audit`);
  await page.getByRole('table').getByText('**Ada**').first().waitFor();
  assert.equal(await page.locator('main img, main strong').count(), 0);
  await check();
  await close();
});
