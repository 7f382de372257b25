/**
 * A week, simulated: the example's log is cut by day; after each day its night is run, then the next day's questions are asked and
 * served by what that night has published. `npm run bench:week`; `--json` prints one object, `--days N` is the window of each night,
 * `--max-golden N` as for `goldsmith nightly`. The labels that count wrong answers are read for that alone.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type App, createApp } from '../src/app.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { loadConfig } from '../src/config.ts';
import { importConversations } from '../src/conversations/import-conversations.ts';
import { migrate } from '../src/database/migrate.ts';
import { createLog } from '../src/log.ts';
import { describeNight } from '../src/nightly/describe-night.ts';
import { parseClustering } from '../src/nightly/night-options.ts';
import type { NightReport } from '../src/nightly/night-report.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/bali/', import.meta.url));
const FIRST_DAY = new Date('2026-10-05T00:00:00Z');
const NIGHTS = 7;
const DAY_MS = 86_400_000;

/** What came of a day's questions. */
interface Served {
  asked: number;
  hits: number;
  /** Hits whose answer was written for a question with another label. */
  wrong: number;
}

/** One night, and the day after it. */
interface Row {
  day: string;
  night: NightReport;
  answers: number;
  next: Served | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      days: { type: 'string', default: '7' },
      'max-golden': { type: 'string', default: '50' },
    },
  });
  const terminal = new Terminal(values.json);
  const folder = await mkdtemp(join(tmpdir(), 'goldsmith-bench-'));
  const app = await createApp(loadConfig({ GOLDSMITH_DATA: join(folder, 'data') }), createLog('error'));
  try {
    await migrate(app.database);
    await app.knowledge.ingest(join(EXAMPLE, 'knowledge'));
    const labels = await readLabels();
    const rows: Row[] = [];
    for (let i = 0; i < NIGHTS; i++) {
      const [day, until] = [dayAfter(i), dayAfter(i + 1)];
      if (i === 0) await importDay(app, day, folder);
      const night = await runNight(app, until, Number(values.days), Number(values['max-golden']));
      terminal.note(`\nThe night after ${isoDate(day)}\n${describeNight(night)}`);
      await app.golden.refresh();
      await importDay(app, until, folder);
      rows.push({
        day: isoDate(day),
        night,
        answers: app.golden.answerCount ?? 0,
        next: await askDay(app, until, labels),
      });
    }
    terminal.result(rows.map(summaryOf), describe(rows));
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What people said on a day enters the log when the day has come. */
async function importDay(app: App, day: Date, folder: string): Promise<void> {
  const lines = (await readFile(join(EXAMPLE, 'conversations.jsonl'), 'utf8')).trimEnd().split('\n');
  const ofDay = lines.filter((line) => (JSON.parse(line).created_at as string).startsWith(isoDate(day)));
  const file = join(folder, `${isoDate(day)}.jsonl`);
  await writeFile(file, ofDay.join('\n'));
  if (ofDay.length > 0) await importConversations(file, app.conversations);
}

async function runNight(app: App, until: Date, days: number, maxGolden: number): Promise<NightReport> {
  const clustering = parseClustering('linkage');
  return app.nightly.run({ days, until, maxGolden, clustering, regenerateCultural: false, dryRun: false });
}

/** Asks a day's questions in their order; undefined for a day without any. */
async function askDay(app: App, day: Date, labels: Map<string, string>): Promise<Served | undefined> {
  const served: Served = { asked: 0, hits: 0, wrong: 0 };
  for await (const { text, hasHistory } of app.conversations.questions({ from: day, until: plusDays(day, 1) })) {
    served.asked++;
    const { answer } = await app.golden.lookupGoldenAnswer(text, { hasHistory });
    if (!answer) continue;
    served.hits++;
    const label = labels.get(text);
    if (!label || labels.get(answer.canonicalQuestion) !== label) served.wrong++;
  }
  return served.asked > 0 ? served : undefined;
}

async function readLabels(): Promise<Map<string, string>> {
  const lines = (await readFile(join(EXAMPLE, 'labels.tsv'), 'utf8')).trimEnd().split('\n').slice(1);
  return new Map(lines.map((line) => line.split('\t') as [string, string]));
}

function dayAfter(days: number): Date {
  return plusDays(FIRST_DAY, days);
}

function plusDays(day: Date, days: number): Date {
  return new Date(day.getTime() + days * DAY_MS);
}

function isoDate(day: Date): string {
  return day.toISOString().slice(0, 10);
}

function summaryOf({ day, night, answers, next }: Row) {
  const { analysed, clusters, changes, created, updated, seconds } = night;
  const counts = Object.fromEntries(Object.entries(changes ?? {}).map(([name, list]) => [name, list.length]));
  return { day, status: night.status, analysed, clusters, changes: counts, created, updated, answers, seconds, next };
}

function describe(rows: readonly Row[]): string {
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)}%`;
  return [
    '| the night after | questions | clusters | new | grown | merged | split | vanished | answers: new, rewritten, served | next day: served | wrong of served |',
    '|-|-|-|-|-|-|-|-|-|-|-|',
    ...rows.map(({ day, night: { analysed, clusters, changes, created, updated }, answers, next }) => {
      const { created: fresh, grown, merged, split, vanished } = changes ?? NO_CHANGES;
      const cells = [
        ...[day, analysed, clusters],
        ...[fresh, grown, merged, split, vanished].map((list) => list.length),
        `${created}, ${updated}, ${answers}`,
        next ? `${percent(next.hits, next.asked)} of ${next.asked}` : '',
        next && next.hits > 0 ? percent(next.wrong, next.hits) : '',
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}

const NO_CHANGES = { created: [], grown: [], merged: [], split: [], vanished: [] };

await main();
