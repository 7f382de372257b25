import { readFile } from 'node:fs/promises';
import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { GoldsmithError, messageOf } from '../errors.ts';
import { cronFault } from './cron-times.ts';
import type { ScheduledJob } from './scheduled-job.ts';
import { splitCommand } from './split-command.ts';
import { tomlPosition } from './toml-position.ts';

/** A week: a timer cannot be set for much more than three (https://nodejs.org/api/timers.html). */
const LONGEST_TIMEOUT = 604_800;

const EXPECTED = {
  jobs: 'expected [jobs.NAME] tables, each with schedule, command and timeout',
  name: 'expected a name of at most 64 letters, digits, - and _',
  schedule: 'expected a cron expression in UTC, such as schedule = "0 3 * * *"',
  command: 'expected a command line, such as command = "goldsmith nightly --days 7"',
  timeout: `expected seconds, above 0 and up to ${LONGEST_TIMEOUT}, such as timeout = 1200`,
  catchUp: 'expected catch_up = true or catch_up = false',
};

const schedule = z.string(EXPECTED.schedule).superRefine((text, context) => {
  const fault = cronFault(text);
  if (fault) context.addIssue({ code: 'custom', message: `${EXPECTED.schedule}; ${fault}` });
});

const words = z.string(EXPECTED.command).transform((line, context) => {
  try {
    return splitCommand(line);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `${EXPECTED.command}; ${messageOf(error)}` });
    return z.NEVER;
  }
});

const job = z.strictObject(
  {
    schedule,
    command: words,
    timeout: z.number(EXPECTED.timeout).gt(0, EXPECTED.timeout).lte(LONGEST_TIMEOUT, EXPECTED.timeout),
    catch_up: z.boolean(EXPECTED.catchUp).default(false),
  },
  EXPECTED.jobs,
);

const cronFile = z.strictObject(
  {
    jobs: z
      .record(z.string().regex(/^[\w-]{1,64}$/, EXPECTED.name), job, EXPECTED.jobs)
      .refine((jobs) => Object.keys(jobs).length > 0, EXPECTED.jobs),
  },
  EXPECTED.jobs,
);

/**
 * Reads the jobs of a cron file.
 * @throws GoldsmithError `bad-setting` naming each line and column that is wrong and what was expected there, or that there is no
 * such file.
 */
export async function readSchedule(file: string): Promise<ScheduledJob[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new GoldsmithError(
      'bad-setting',
      `The schedule ${file} cannot be read (${messageOf(error)}). Name a cron file that is there, or write one: see README, "Nights by themselves".`,
      { cause: error },
    );
  }
  return parseSchedule(text, file);
}

/**
 * The jobs of a cron file, in its order.
 * @param file its name, for errors.
 * @throws GoldsmithError `bad-setting` as {@link readSchedule}.
 */
export function parseSchedule(text: string, file: string): ScheduledJob[] {
  const parsed = cronFile.safeParse(parseToml(text, file), { reportInput: true });
  if (!parsed.success) throw badFile(parsed.error.issues.flatMap((issue) => describe(issue, text, file)));
  return Object.entries(parsed.data.jobs).map(([name, { command, catch_up, ...rest }]) => ({
    ...rest,
    name,
    words: command,
    catchUp: catch_up,
  }));
}

function parseToml(text: string, file: string): object {
  try {
    return parse(text, { unsafeKeyBehaviour: 'throw' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // After the first line the parser quotes the file, of which a command may hold a secret.
    const message = error.message.split('\n')[0].replace(/^Invalid TOML document: /, '');
    throw badFile([
      `${file}:${error.line}:${error.column}: ${message}; expected TOML, such as timeout = 1200 or command = "goldsmith nightly"`,
    ]);
  }
}

/** A line for each fault that an issue tells of. */
function describe(issue: z.core.$ZodIssue, text: string, file: string): string[] {
  const at = (path: PropertyKey[], of: 'key' | 'value') => {
    const { line, column } = tomlPosition(text, path, of);
    return `${file}:${line}:${column}: ${path.map(String).join('.')}`;
  };
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.length === 0 ? '[jobs.NAME]' : 'schedule, command, timeout or catch_up';
    return issue.keys.map((key) => `${at([...issue.path, key], 'key')}: there is no such key; expected ${known}`);
  }
  if (issue.code === 'invalid_key') return [`${at(issue.path, 'key')}: ${EXPECTED.name}`];
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  return [`${at(issue.path, 'value')}${isMissing ? ' is missing' : ''}: ${issue.message}`];
}

function badFile(faults: string[]): GoldsmithError {
  return new GoldsmithError('bad-setting', `The schedule is not usable.\n${faults.join('\n')}`);
}
