import { type Browser, chromium, type Page } from 'playwright-core';

/** How long a page takes from going there until its content is there, in a browser that has nothing of it. */
export interface PageTimes {
  /** Its address, under `/desk`. */
  path: string;
  /** The very first time, and of the times after it. */
  firstMs: number;
  medianMs: number;
  longestMs: number;
  /** What it asks the desk's API for. */
  asks: string[];
}

const TIMES = 5;
const ARGUMENTS = [
  ...['--no-sandbox', '--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];
const CHROMIUM = process.env.GOLDSMITH_TEST_CHROMIUM ?? '/usr/bin/chromium';

/** Pages that are reached from the rows of others: where the rows are, and the link in a row. */
const INNER = [
  ['/nights', 'tbody a[href*="/nights/"]'],
  ['/culture', 'tbody a[href*="/culture/"]'],
];

/** Times every page of the navigation, and those behind its rows. */
export async function timePages(url: string, onPage: (page: PageTimes) => void): Promise<PageTimes[]> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  try {
    const paths = await pathsOf(browser, url);
    const times: PageTimes[] = [];
    for (const path of paths) {
      const timed = await timePage(browser, url, path);
      times.push(timed);
      onPage(timed);
    }
    return times;
  } finally {
    await browser.close();
  }
}

async function pathsOf(browser: Browser, url: string): Promise<string[]> {
  const { page, close } = await freshPage(browser);
  const hrefs = async (at: string, which: string) => {
    await page.goto(url + at);
    await page.locator(which).first().waitFor();
    const links = await page.locator(which).all();
    return Promise.all(links.map(async (link) => (await link.getAttribute('href'))!));
  };
  const paths = await hrefs('/desk', 'header nav a');
  for (const [at, which] of INNER) paths.push((await hrefs(`/desk${at}`, which))[0]);
  await close();
  return paths;
}

async function timePage(browser: Browser, url: string, path: string): Promise<PageTimes> {
  const times: number[] = [];
  let asks: string[] = [];
  for (let i = 0; i <= TIMES; i++) {
    const { page, close } = await freshPage(browser);
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      const isRead = request.method() === 'GET' && request.resourceType() === 'fetch';
      if (isRead && pathname.startsWith('/api/desk')) asked.push(pathname + search);
    });
    await page.goto(url + path, { waitUntil: 'commit' });
    times.push(await page.evaluate<number>('window.contentShownAt'));
    asks = asked;
    await close();
  }
  const [firstMs, ...later] = times;
  later.sort((a, b) => a - b);
  return { path, firstMs, medianMs: later[Math.floor(later.length / 2)], longestMs: later.at(-1)!, asks };
}

async function freshPage(browser: Browser): Promise<{ page: Page; close: () => Promise<void> }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  return { page, close: () => context.close() };
}

/**
 * Notes when the content stood there, by the browser's clock since it went to the page: there is a heading, nothing says that it is
 * being loaded, and nothing is asked of the API any more.
 */
const WATCH = `
  let asking = 0;
  const ask = window.fetch;
  window.fetch = (...given) => {
    asking++;
    return ask(...given).finally(() => setTimeout(() => asking--));
  };
  let tell;
  window.contentShownAt = new Promise((resolve) => {
    tell = resolve;
  });
  const look = () => {
    const isThere = document.querySelector('main h1') && !document.querySelector('.loading') && asking === 0;
    if (!isThere) requestAnimationFrame(look);
    else {
      // Only if it still is at the next frame, which is when it has been painted.
      const at = performance.now();
      requestAnimationFrame(() => {
        if (asking === 0 && !document.querySelector('.loading')) tell(at);
        else look();
      });
    }
  };
  requestAnimationFrame(look);`;
