/**
 * Makes the README's pictures of the desk, docs/desk/*.webp, from the example after its night and a week of use; `npm run build:screenshots`.
 * `--data FOLDER` keeps the data there, or takes what an earlier run has kept; `--to FOLDER` writes the pictures elsewhere; `--chromium PATH`
 * names another one than Debian's.
 */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type App, createApp } from '../src/app.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { loadConfig } from '../src/config.ts';
import { createServer, listen } from '../src/http/create-server.ts';
import { createLog } from '../src/log.ts';
import { prepareDemo, useDemo } from './demo-in-use.ts';

const OPTIONS = {
  data: { type: 'string' },
  to: { type: 'string', default: fileURLToPath(new URL('../docs/desk', import.meta.url)) },
  chromium: { type: 'string', default: '/usr/bin/chromium' },
} as const;
/** For what is drawn after its data has come. */
const SETTLED_MS = 1_500;

/** A picture of a page. */
interface Shot {
  name: string;
  /** Under `/desk`. */
  path: string;
  /** What stands there when it is all there. */
  until: string;
  /** Opens what is shown. */
  open?: (page: Page) => Promise<unknown>;
  theme?: 'dark';
  /** As wide as a phone. */
  isPhone?: boolean;
  height?: number;
}

const firstOf = (selector: string) => (page: Page) => page.locator(selector).first().click();
/** How long hits took on the days before is counted in the background; the page looks again every half minute. */
const untilCounted = (page: Page) => page.getByText('still being counted').first().waitFor({ state: 'detached' });
const untilPlaced = (page: Page) => page.getByText('being placed').waitFor({ state: 'detached' });
const trying = (question: string) => `/try?q=${encodeURIComponent(question)}`;

const SHOTS: Shot[] = [
  { name: 'overview', path: '/', until: '.chart canvas', open: untilCounted, height: 1120 },
  { name: 'overview-dark', path: '/', until: '.chart canvas', open: untilCounted, theme: 'dark' },
  { name: 'review', path: '/review', until: '.card .source-text' },
  { name: 'review-phone', path: '/review', until: '.queue', open: firstOf('.queue a'), isPhone: true },
  { name: 'answers', path: '/answers', until: 'tbody tr' },
  { name: 'answer', path: '/answers', until: 'tbody tr', open: firstOf('tbody a') },
  { name: 'lookups', path: '/lookups', until: 'tbody tr' },
  { name: 'nights', path: '/nights', until: 'tbody tr' },
  { name: 'night', path: '/nights', until: 'tbody tr', open: firstOf('tbody a') },
  { name: 'gaps', path: '/gaps', until: 'tbody tr' },
  { name: 'map', path: '/map', until: 'main canvas', open: untilPlaced },
  { name: 'map-dark', path: '/map', until: 'main canvas', open: untilPlaced, theme: 'dark' },
  { name: 'try-it', path: trying('Which documents are not needed for a PT PMA?'), until: 'main table', height: 1000 },
  { name: 'culture', path: '/culture', until: 'tbody tr' },
  { name: 'intel', path: '/intel', until: 'tbody tr' },
  { name: 'audit', path: '/audit', until: 'tbody tr' },
];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const terminal = new Terminal(false);
  const data = values.data ?? (await mkdtemp(join(tmpdir(), 'goldsmith-screenshots-')));
  const isThere = values.data !== undefined && (await isFolder(data));
  const config = { ...loadConfig({ GOLDSMITH_DATA: data, GOLDSMITH_REVIEW: 'required' }), host: '127.0.0.1', port: 0 };
  const app = await createApp(config, createLog('error'));
  try {
    if (!isThere) {
      terminal.progress('the night');
      await prepareDemo(app);
    }
    await withServer(app, async (url) => {
      if (!isThere) await useDemo(app, url, (asked) => terminal.progress(`${asked} questions asked`));
      await mkdir(values.to, { recursive: true });
      const browser = await chromium.launch({ executablePath: values.chromium, args: ['--no-sandbox', '--headless'] });
      try {
        for (const shot of SHOTS) {
          terminal.progress(shot.name);
          await take(browser, url, shot, values.to);
        }
      } finally {
        await browser.close();
      }
    });
  } finally {
    await app.close();
    if (values.data === undefined) await rm(data, { recursive: true, force: true });
  }
}

async function withServer(app: App, work: (url: string) => Promise<void>): Promise<void> {
  await app.golden.connect();
  const server = createServer(app, true);
  try {
    await work(await listen(server, app.config.host, app.config.port));
  } finally {
    server.server.closeAllConnections();
    await server.close();
  }
}

async function take(browser: Browser, url: string, shot: Shot, folder: string): Promise<void> {
  const { name, path, until, open, theme = 'light', isPhone, height = 800 } = shot;
  const viewport = isPhone ? { width: 390, height } : { width: 1280, height };
  const context = await browser.newContext({
    ...{ viewport, colorScheme: theme, reducedMotion: 'reduce' },
    ...(isPhone && { isMobile: true, hasTouch: true }),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(`${url}/desk${path}`);
  await page.locator(until).first().waitFor();
  await open?.(page);
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(SETTLED_MS);
  // A third of a PNG; Playwright itself knows no WebP.
  const devtools = await context.newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  await writeFile(join(folder, `${name}.webp`), data, 'base64');
  await context.close();
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

await main();
