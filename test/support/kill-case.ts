import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Database } from '../../src/database/database.ts';
import type { DatabaseLocation } from '../../src/database/open-database.ts';
import { normaliseQuestion } from '../../src/matching/normalise.ts';
import { NIGHT_STAGES } from '../../src/nightly/night-stage.ts';
import { honestAnswer, QUESTIONS, UNTIL } from './night-case.ts';
import { databaseEnv, RunningCommand } from './run-command.ts';
import type { RecordedRequest, ScriptedReply } from './scripted-model-server.ts';
import { tempRoot } from './temp-root.ts';

/** Where in a night a process is killed: within a stage, after a share of the time that the stage takes. */
export interface KillTarget {
  /** A stage, `start` for what comes before the first, or `end` for what comes after the last. */
  stage: string;
  from: number;
  to: number;
}

/** Where a process was struck that had not begun its night. */
export const BEFORE_FIRST = 'before the first stage';

const STAGES = ['start', ...NIGHT_STAGES, 'end'];

/** All of a night; publishing, a moment at the end of the training, and writing more than once. */
export const KILL_TARGETS: readonly KillTarget[] = [
  ...STAGES.map((stage) => ({ stage, from: 0, to: 1 })),
  { stage: 'write', from: 0, to: 1 },
  { stage: 'train', from: 0.8, to: 1.1 },
  { stage: 'train', from: 0.9, to: 1 },
];

/** The questions of the first night; the second has the others too, of which two have an answer. */
export const FIRST_NIGHT = ofNames(['kitas', 'voa'], 4);
export const SECOND_NIGHT = ofNames(['kitas', 'voa', 'pma', 'npwp', 'surf'], 4);

function ofNames(names: readonly string[], wordings: number): Record<string, string[]> {
  return Object.fromEntries(names.map((name) => [name, QUESTIONS[name].slice(0, wordings)]));
}

/** What each wording means. */
export const MEANING = new Map(
  Object.entries(SECOND_NIGHT).flatMap(([name, texts]) =>
    texts.map((text) => [normaliseQuestion(text), name] as const),
  ),
);

const PAIR = /^Question 1: (.*)\nQuestion 2: (.*)$/;

/** Judges by what the questions mean, rewrites so that rewriting again changes nothing, and writes answers as an honest model does. */
export function honestModel(request: RecordedRequest): ScriptedReply {
  const asked = request.turns.at(-1)!.content;
  const pair = PAIR.exec(asked);
  if (pair) {
    const [a, b] = pair.slice(1).map((text) => MEANING.get(normaliseQuestion(text)));
    return { text: a !== undefined && a === b ? 'YES' : 'NO' };
  }
  if (/^Rewrite/.test(request.instructions)) return { text: asked.replace(/\.$/, '!') };
  const reply = honestAnswer(request);
  return 'text' in reply && reply.text !== 'UNANSWERABLE'
    ? { ...reply, text: `${reply.text} [1]`, afterMs: 20 }
    : reply;
}

/** The question of a request to write an answer; undefined for others. */
export function questionToWrite({ turns, instructions }: RecordedRequest): string | undefined {
  const asked = turns.at(-1)!.content;
  return PAIR.test(asked) || /^Rewrite/.test(instructions) ? undefined : asked;
}

/** Copies of one prepared database. */
export interface DatabaseCopies {
  base: DatabaseLocation;
  /** Another copy, while nobody has the base open. */
  copy(): Promise<{ location: DatabaseLocation; remove(): Promise<void> }>;
  remove(): Promise<void>;
}

/** Of an embedded database, whose folder is copied. */
export async function embeddedCopies(): Promise<DatabaseCopies> {
  const folder = await mkdtemp(join(tempRoot(), 'goldsmith-kills-'));
  let count = 0;
  return {
    base: { dataFolder: join(folder, 'base') },
    async copy() {
      const dataFolder = join(folder, `copy${count++}`);
      await cp(join(folder, 'base', 'postgres'), join(dataFolder, 'postgres'), { recursive: true });
      return { location: { dataFolder }, remove: () => rm(dataFolder, { recursive: true, force: true }) };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Of a database on a server, which copies it itself. */
export async function serverCopies(server: string): Promise<DatabaseCopies> {
  const dataFolder = await mkdtemp(join(tempRoot(), 'goldsmith-kills-'));
  const name = `goldsmith_kills_${process.pid}_${Date.now()}`;
  let count = 0;
  const locate = (database: string) => {
    const url = new URL(server);
    url.pathname = `/${database}`;
    return { databaseUrl: url.href, dataFolder };
  };
  const drop = (database: string) => onServer(server, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  await onServer(server, `CREATE DATABASE ${name}`);
  return {
    base: locate(name),
    async copy() {
      const copy = `${name}_${count++}`;
      await onServer(server, `CREATE DATABASE ${copy} TEMPLATE ${name}`);
      return { location: locate(copy), remove: () => drop(copy) };
    },
    async remove() {
      await drop(name);
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** A line that the night's process has logged. */
interface LogLine {
  time: number;
  stage?: string;
  done?: number;
  msg: string;
}

/** The night in a process of its own. */
export class NightProcess {
  readonly command: RunningCommand;
  readonly #start = Date.now();

  /** @param modelUrl where the night's model is. */
  constructor(location: DatabaseLocation, modelUrl: string) {
    this.command = new RunningCommand(
      ['nightly', '--until', UNTIL.toISOString(), '--clustering', 'linkage:0.25', '--regenerate-cultural', '--json'],
      {
        env: {
          ...databaseEnv(location),
          GOLDSMITH_MODEL_NIGHT: 'openai:writer',
          GOLDSMITH_OPENAI_URL: modelUrl,
          GOLDSMITH_JUDGE_CALLS: '300',
          GOLDSMITH_LOG_LEVEL: 'debug',
        },
      },
    );
  }

  /** How long each stage took, milliseconds, once the night has ended. */
  stageMs(): Map<string, number> {
    const lines = this.#lines();
    const began = new Map(lines.filter(isBegin).map(({ stage, time }) => [stage!, time]));
    const ms = lines.filter(isEnd).map(({ stage, time }) => [stage!, time - began.get(stage!)!] as const);
    return new Map([['start', Math.min(...began.values()) - this.#start], ...ms, ['end', 50]]);
  }

  /** How many answers had been tried when the process last said so. */
  answersTried(): number {
    return Math.max(0, ...this.#lines().map(({ stage, done = 0 }) => (stage === 'write' ? done : 0)));
  }

  /** Where the process was when it was killed. */
  whereStruck(): string {
    const last = this.#lines().findLast((line) => isBegin(line) || isEnd(line));
    if (!last) return BEFORE_FIRST;
    return isBegin(last) ? last.stage! : `after ${last.stage}`;
  }

  /** Kills the process so many milliseconds after a stage (or `start`, `end`) began, unless it has ended before. */
  async killAt(stage: string, ms: number): Promise<void> {
    const { process } = this.command;
    const isDue = (line: LogLine) =>
      stage === 'end' ? isEnd(line) && line.stage === NIGHT_STAGES.at(-1) : isBegin(line) && line.stage === stage;
    const due = Promise.withResolvers<void>();
    const look = () => {
      if (stage === 'start' || this.#lines().some(isDue)) due.resolve();
    };
    process.stderr!.on('data', look);
    process.once('close', () => due.resolve());
    look();
    await due.promise;
    process.stderr!.off('data', look);
    await new Promise((resolve) => setTimeout(resolve, ms));
    await this.command.kill();
  }

  #lines(): LogLine[] {
    const whole = this.command.stderr.slice(0, this.command.stderr.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  }
}

function isBegin({ msg }: LogLine): boolean {
  return msg === 'a stage of the night begins';
}

function isEnd({ msg }: LogLine): boolean {
  return msg === 'a stage of the night ended';
}

/** Each a query that names clusters by their questions: their ids have gaps where a process was killed. */
const RESULTS: Record<string, string> = {
  clusters: 'SELECT canonical_question, language, asked, users FROM clusters',
  phrasings: `SELECT p.text, p.language, p.judged, c.canonical_question FROM phrasings p LEFT JOIN clusters c ON c.id = p.cluster_id`,
  answers: `SELECT a.canonical_question, a.language, a.answer, a.stale_since IS NULL AS current,
      (SELECT jsonb_agg(s->>'contentHash') FROM jsonb_array_elements(a.sources) AS s) AS sources, c.canonical_question AS cluster
    FROM golden_answers a JOIN clusters c ON c.id = a.cluster_id`,
  mapping: `SELECT q.query_text, q.user_id, q.similarity_score, c.canonical_question
    FROM query_clusters q JOIN clusters c ON c.id = q.cluster_id`,
  published: `SELECT p.text, c.canonical_question FROM published_phrasings o JOIN phrasings p ON p.id = o.phrasing_id
    JOIN clusters c ON c.id = o.cluster_id`,
  lone: 'SELECT p.text FROM lone_questions l JOIN phrasings p ON p.id = l.phrasing_id',
  unanswered: `SELECT c.canonical_question, u.reason, u.failures FROM unanswered_clusters u JOIN clusters c ON c.id = u.cluster_id`,
  culture: 'SELECT topic, language, content FROM cultural_knowledge',
  matcher: 'SELECT report FROM matchers WHERE active ORDER BY id DESC LIMIT 1',
};

/** All that nights have come to, in an order of its own. */
export async function resultsOf(database: Database): Promise<Record<string, string[]>> {
  const results: Record<string, string[]> = {};
  for (const [name, sql] of Object.entries(RESULTS))
    results[name] = (await database.query(sql)).map((row) => JSON.stringify(row)).sort();
  return results;
}
