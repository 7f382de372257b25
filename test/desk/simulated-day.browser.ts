import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { importConversations } from '../../src/conversations/import-conversations.ts';
import { freshDataFolder } from '../support/data-folder.ts';
import { type DeskCase, type DeskPage, haveCount, openDesk, signInAs } from '../support/desk-case.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

/*
 * The day of somebody who answers for the answers, in the browser: the demo's English log and knowledge base, a night, a queue decided on, the
 * last day of the log, another night.
 */

const TOKEN = 'a-token-of-tests-that-is-long-enough';
const BALI = new URL('../../examples/bali/', import.meta.url);
const LEVY_PAGE = 'tourist-levy.md';
const LEVY = 'how much is the Bali tourist tax and how do I pay it?';

/** What the editor puts into her own words, and what she does not want answered; she approves the rest. */
const OWN_WORDS: Record<string, string> = {
  [LEVY]: 'Every visitor pays the levy **once**, on the Love Bali site.',
  'what is the minimum age for the retirement visa?': 'You have to be **60** for the retirement visa. Ask us about it.',
  'can I work on a tourist visa?': 'No. Ask us which permit fits your work.',
};
const DISMISSED = ['villa rental licence', 'when am I tax resident in Indonesia?'];

/** What somebody has decided on, as she saw it. */
interface Decided {
  id: number;
  question: string;
  done: 'Approved' | 'Edited and approved' | 'Dismissed';
  /** As the page shows it once it is decided on. */
  text: string;
}

let pages: TempFolder;
let log: TempFolder;
let desk: DeskCase;
let ada: DeskPage;
const decided: Decided[] = [];
before(async () => {
  // A night that is started at the desk is a process with the server's environment.
  process.env.GOLDSMITH_REVIEW = 'required';
  pages = await makeTempFolder(await knowledge());
  log = await makeTempFolder(await weekUntilNow());
  desk = await openDesk({ review: true, desk: { adminToken: TOKEN } }, await freshDataFolder());
  await desk.app.knowledge.ingest(pages.path);
  await importConversations(`${log.path}/six-days.jsonl`, desk.app.conversations);
  ada = await desk.open('/desk/nights');
  ada.page.setDefaultTimeout(30_000);
  await signInAs(ada, 'Ada', TOKEN);
});
after(async () => {
  await desk?.close();
  await pages?.remove();
  await log?.remove();
});

test('a night that is started in the browser makes twenty drafts', async () => {
  await night(ada.page, 1, 20);
  await ada.page.goto(`${desk.url}/desk/review`);
  await ada.page.getByText('20 waiting').waitFor();
  await haveCount(queue(ada.page), 20);
});

test('an editor approves 15, edits 3 and dismisses 2, by keys and by buttons', async () => {
  for (let left = 20; left > 0; left--) decided.push(await decideOnFirst(ada.page, left % 2 === 0));
  await ada.page.getByText('Nothing waits for you.').waitFor();
  assert.deepEqual(
    ['Approved', 'Edited and approved', 'Dismissed'].map((done) => having(done).length),
    [15, 3, 2],
  );
  await chatServesWhatWasDecided();
});

test('the next night runs, and every decision has held', async () => {
  await importConversations(`${log.path}/last-day.jsonl`, desk.app.conversations);
  await pages.write(LEVY_PAGE, (await levyPage()).replaceAll('150,000', '200,000'));
  await desk.app.knowledge.ingest(pages.path);
  await night(ada.page, 2, 50);
  for (const { id, question, text } of [...having('Approved'), ...having('Edited and approved')]) {
    await ada.page.goto(`${desk.url}/desk/answers?answer=${id}`);
    const answer = ada.page.getByRole('region', { name: 'Answer', exact: true });
    await answer.getByRole('heading', { name: question, exact: true }).waitFor();
    assert.equal(await answer.locator('.answer-text').first().innerText(), text, question);
  }
});

test('what was dismissed is not back in the queue, and is found as dismissed', async () => {
  const { page, check } = ada;
  await page.goto(`${desk.url}/desk/review`);
  await queue(page).first().waitFor();
  const waiting = await queue(page).locator('bdi').allInnerTexts();
  assert.ok(waiting.length > 1, 'the night has found more');
  assert.deepEqual(
    waiting.filter((question) => decided.some((one) => one.question === question)),
    [LEVY],
    'of what was decided on only the answer whose page has changed',
  );
  await check();
  await page.goto(`${desk.url}/desk/answers?status=dismissed`);
  await page.getByText('Page 1 of 1, 2 answers').waitFor();
  for (const question of DISMISSED) await page.getByRole('link', { name: question }).waitFor();
});

test('where the night would answer otherwise it proposes so, with a diff; kept, the own words are served again', async () => {
  const { page, check } = ada;
  const levy = decided.find(({ question }) => question === LEVY)!;
  await page.goto(`${desk.url}/desk/review?answer=${levy.id}`);
  const proposal = page.getByRole('region', { name: 'Proposal' });
  await proposal.locator('ins', { hasText: '200,000' }).waitFor();
  await proposal.locator('del', { hasText: 'Every' }).first().waitFor();
  await proposal.getByRole('link', { name: 'Night 2' }).waitFor();
  await check();
  await page.keyboard.press('d');
  await page.getByRole('status').getByText('Kept as it is: ').waitFor();
  await desk.app.golden.refresh();
  await chatServesWhatWasDecided();
});

test('all of it stands in the audit, and the console stayed free of errors', async () => {
  await ada.page.goto(`${desk.url}/desk/audit`);
  await ada.page.getByRole('table').waitFor();
  const rows = await desk.app.database.query<{ action: string; count: number }>(
    'SELECT action, count(*)::int FROM desk_audit GROUP BY action ORDER BY action',
  );
  const counts = Object.fromEntries(rows.map(({ action, count }) => [action, count]));
  assert.deepEqual(counts, {
    'answer.approve': 15,
    'answer.confirm': 1,
    'answer.dismiss': 2,
    'answer.edit': 3,
    'night.start': 2,
  });
  await ada.close();
});

const queue = (page: Page) => page.getByRole('list', { name: 'Queue' }).getByRole('listitem');
const having = (done: string) => decided.filter((one) => one.done === done);

/** Starts a night at the page, and waits there for its end. */
async function night(page: Page, run: number, atMost: number): Promise<void> {
  await page.goto(`${desk.url}/desk/nights`);
  await page.getByText('Start a night now').click();
  await page.getByLabel('Days of conversations').fill('14');
  await page.getByLabel('New answers at most').fill(String(atMost));
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('heading', { name: `Night ${run} is running` }).waitFor();
  await page.getByText('Start a night now').waitFor({ timeout: 120_000 });
  const newest = page.getByRole('region', { name: 'Nights' }).getByRole('row').nth(1);
  assert.match((await newest.getByRole('link').first().getAttribute('href'))!, new RegExp(`/nights/${run}$`));
  await newest.getByText('success').waitFor();
}

/** Decides on the card that is shown, as the questions above say. */
async function decideOnFirst(page: Page, byKey: boolean): Promise<Decided> {
  const card = page.getByRole('article');
  await card.waitFor();
  const id = Number(/answer=(\d+)/.exec((await queue(page).first().getByRole('link').getAttribute('href'))!)?.[1]);
  const question = await card.getByRole('heading').first().innerText();
  const press = (key: string, name: RegExp) =>
    byKey ? page.keyboard.press(key) : card.getByRole('button', { name }).click();
  const own = OWN_WORDS[question];
  const shown = card.locator('.answer-text').first();
  let text = await shown.innerText();
  let done: Decided['done'] = 'Approved';
  if (own !== undefined) {
    done = 'Edited and approved';
    await press('e', /^Edit and approve/);
    await page.getByLabel('Answer, in Markdown').fill(own);
    text = await shown.innerText();
    await (byKey ? page.keyboard.press('Control+Enter') : card.getByRole('button', { name: /^Approve so/ }).click());
  } else if (DISMISSED.includes(question)) {
    done = 'Dismissed';
    await press('d', /^Dismiss/);
  } else await press('a', /^Approve/);
  await page.getByRole('status').getByText(`${done}: ${question}`).waitFor();
  await page.getByText(`${19 - decided.length} waiting`).waitFor();
  return { id, question, done, text };
}

/** Asks all twenty over HTTP, as the bot does. */
async function chatServesWhatWasDecided(): Promise<void> {
  for (const { question, done, text } of decided) {
    const reply = await fetch(`${desk.url}/bali-zero/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: question, user_email: 'anna@example.com', conversation_history: [] }),
    });
    const { response } = (await reply.json()) as { response: string };
    assert.equal(reply.headers.get('x-goldsmith'), done === 'Dismissed' ? 'miss' : 'hit', question);
    if (done === 'Approved') assert.equal(plain(response), plain(text));
    if (done === 'Edited and approved') assert.equal(response, OWN_WORDS[question]);
  }
}

/** A text as it reads, whichever way it is set. */
function plain(text: string): string {
  return text
    .replace(/[*_#\\-]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

async function knowledge(): Promise<Record<string, string>> {
  const folder = new URL('knowledge/en/', BALI);
  const files = await readdir(folder);
  return Object.fromEntries(
    await Promise.all(files.map(async (name) => [name, await readFile(new URL(name, folder), 'utf8')])),
  );
}

async function levyPage(): Promise<string> {
  return (await knowledge())[LEVY_PAGE];
}

/** The log of those who write English (the first seventy users), moved so that it ends now; its last day stands in a file of its own. */
async function weekUntilNow(): Promise<Record<string, string>> {
  const lines = (await readFile(new URL('conversations.jsonl', BALI), 'utf8')).trim().split('\n');
  const all = lines.map((line) => JSON.parse(line) as { user_id: string; created_at: string });
  const moved = Date.now() - Date.parse('2026-10-12T00:00:00Z');
  const isLastDay = ({ created_at }: { created_at: string }) => created_at >= '2026-10-11';
  const toFile = (some: typeof all) =>
    some
      .map((one) => JSON.stringify({ ...one, created_at: new Date(Date.parse(one.created_at) + moved).toISOString() }))
      .join('\n');
  const english = all.filter(({ user_id }) => user_id <= 'user-070');
  return {
    'six-days.jsonl': toFile(english.filter((one) => !isLastDay(one))),
    'last-day.jsonl': toFile(english.filter(isLastDay)),
  };
}
