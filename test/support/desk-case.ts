import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import type { App } from '../../src/app.ts';
import { createServer, listen } from '../../src/http/create-server.ts';
import type { DataFolder } from './data-folder.ts';
import { demoFolder } from './demo-folder.ts';
import { createAppAt, type TestSettings } from './test-app.ts';
import { waitFor } from './wait-for.ts';

/** Debian's; another one by the environment. */
const CHROMIUM = process.env.GOLDSMITH_TEST_CHROMIUM ?? '/usr/bin/chromium';

const ARGUMENTS = [
  ...['--no-sandbox', '--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

/** How the desk is looked at. */
export interface DeskView {
  theme: 'light' | 'dark';
  width: 'desktop' | 'phone';
}

const ALL_VIEWS: DeskView[] = [
  { theme: 'light', width: 'desktop' },
  { theme: 'dark', width: 'phone' },
  { theme: 'dark', width: 'desktop' },
  { theme: 'light', width: 'phone' },
];

/** The ways in which each page must be usable: each theme and each width once; with GOLDSMITH_TEST_VIEWS=all each theme at each width. */
export const DESK_VIEWS = process.env.GOLDSMITH_TEST_VIEWS === 'all' ? ALL_VIEWS : ALL_VIEWS.slice(0, 2);

/** A listening server over the demo's data, and a browser. */
export interface DeskCase {
  app: App;
  url: string;
  browser: Browser;
  /**
   * A page of a browser of its own: no cookies, nothing kept. What the console says there as an error fails {@link DeskPage.close}, but
   * for answers announced by {@link DeskPage.expectStatus}.
   */
  open(path: string, view?: DeskView): Promise<DeskPage>;
  close(): Promise<void>;
}

/** The desk as somebody sees it. */
export interface DeskPage {
  page: Page;
  /** Fails for what axe calls serious or critical, and for what is wider than the window. */
  check(): Promise<void>;
  /** The second alone, for a page that is checked elsewhere in this state: axe takes a second or two. */
  checkWidth(): Promise<void>;
  /**
   * Announces that requests to that path have been, or will be, answered so (the browser tells such an answer as an error), such as
   * 409 to somebody whom another was quicker than.
   */
  expectStatus(status: number, path: string): void;
  /** Fails for errors that the console has told, for answers that were announced and have not come, and for requests to others than the server. */
  close(): Promise<void>;
}

/**
 * Opens the desk over a copy of the demo's database.
 * @param given another data folder in its place; removed at the end.
 */
export async function openDesk(settings: TestSettings = {}, given?: DataFolder): Promise<DeskCase> {
  const folder = given ?? (await demoFolder());
  const app = await createAppAt({ dataFolder: folder.path }, settings);
  const server = createServer(app, true);
  await app.migration.start();
  await app.golden.connect();
  const url = await listen(server, '127.0.0.1', 0);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  return {
    ...{ app, url, browser },
    open: (path, view = { theme: 'light', width: 'desktop' }) => openPage(browser, `${url}${path}`, view),
    async close() {
      await browser.close();
      server.server.closeAllConnections();
      await server.close();
      await app.close();
      await folder.remove();
    },
  };
}

async function openPage(browser: Browser, address: string, { theme, width }: DeskView): Promise<DeskPage> {
  const size: BrowserContextOptions =
    width === 'phone' ? { viewport: { width: 360, height: 740 } } : { viewport: { width: 1280, height: 800 } };
  const context = await browser.newContext({ ...size, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const errors: string[] = [];
  const expected = new Set<string>();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(toldAs(message.text(), message.location().url));
  });
  const elsewhere: string[] = [];
  context.on('request', (request) => {
    if (!isOwn(request.url(), address)) elsewhere.push(request.url());
  });
  const checkWidth = async () => {
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    assert.ok(wide <= 0, `${page.url()} is ${wide} px wider than the window`);
  };
  await page.goto(address);
  return {
    ...{ page, checkWidth },
    async check() {
      const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      const told = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
      assert.deepEqual(told, [], `${page.url()} for people who use other means`);
      await checkWidth();
    },
    expectStatus: (status, path) => expected.add(`${status} ${path}`),
    async close() {
      await context.close();
      assert.deepEqual(new Set(errors), expected, 'the console stays free of errors that are not expected');
      assert.deepEqual(elsewhere, [], 'nothing is asked of anybody else');
    },
  };
}

/** An error of the console; an answer of the server by its status and path, such as "409 /api/desk/answers/7"; none at all by 0. */
function toldAs(text: string, address: string): string {
  const failed = /^Failed to load resource: (?:the server responded with a status of (\d+)|net::)/.exec(text);
  const status = failed && (failed[1] ?? '0');
  return status ? `${status} ${new URL(address).pathname}` : `${text} (${address})`;
}

/** Whether a request goes to the server, or nowhere at all. */
function isOwn(url: string, address: string): boolean {
  return /^(data|blob):/.test(url) || new URL(url).origin === new URL(address).origin;
}

/** Signs in at the page that asks for it. */
export async function signInAs({ page }: DeskPage, name: string, token: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
}

/** Waits until there are so many of something: what stands above a list may be there before its rows. */
export async function haveCount(locator: Locator, count: number): Promise<void> {
  await waitFor(async () => (await locator.count()) === count, `there are ${count} of ${locator}`);
}
