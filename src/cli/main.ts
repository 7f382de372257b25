#!/usr/bin/env node
import './check-node.ts';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseRule, VERSION } from '../config.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import { parseClustering } from '../nightly/night-options.ts';
import { CommandFailed } from './command-failed.ts';

const program = new Command('goldsmith')
  .description(
    "Reads a chatbot's conversations by night, and answers by day what people keep asking, without a language model.",
  )
  .version(VERSION)
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(goldsmith --help lists the commands)');

// The file of a command is loaded when it is run: help and wrong usage wait for none of them.
command('serve', 'answer questions over HTTP')
  .option('--with-schedule', 'run the jobs of a cron file too, as schedule does')
  .addOption(
    new Option('--schedule-file <file>', 'that cron file').default('railway_cron.toml').implies({ withSchedule: true }),
  )
  .action(async (options) => (await import('./serve.ts')).serve(options));
command('migrate', 'bring the database to this version').action(async (options) =>
  (await import('./migrate.ts')).migrateCommand(options),
);
command('ingest', 'read a folder of HTML, PDF, Word, Markdown, text and JSONL into the knowledge base')
  .argument('<path>')
  .option(
    '--url <address>',
    "the folder's address, where it is a site's: its pages' addresses follow from it",
    siteAddress,
  )
  .option('--remove', 'take away what was read from there')
  .action(async (path, options) => (await import('./ingest.ts')).ingest(path, options));
program
  .command('import')
  .description('add data from elsewhere')
  .addCommand(
    new Command('conversations')
      .description(
        "add a chatbot's log: JSONL of {user_id, messages, created_at} or CSV of user_id,question,created_at",
      )
      .argument('<file>')
      .option('--json', 'print the result as JSON')
      .exitOverride()
      .action(async (file, options) =>
        (await import('./import-conversations.ts')).importConversationsCommand(file, options),
      ),
  )
  .addCommand(
    new Command('answers')
      .description(
        'add golden answers: CSV or JSONL of question,answer and, where they are, language,status,edited,phrasings,sources',
      )
      .argument('<file>')
      .option('--json', 'print the result as JSON')
      .exitOverride()
      .action(async (file, options) => (await import('./import-answers.ts')).importAnswersCommand(file, options)),
  );
program
  .command('export')
  .description('take data out')
  .addCommand(
    new Command('user')
      .description('all that is kept of a user, as JSON')
      .argument('<user>', 'as the chat was given it, such as an e-mail address')
      .option('--json', 'print the result as JSON on one line')
      .exitOverride()
      .action(async (user, options) => (await import('./export-user.ts')).exportUserCommand(user, options)),
  )
  .addCommand(
    new Command('answers')
      .description('all golden answers with their phrasings, as import answers reads them')
      .addOption(new Option('--format <format>', 'of the file').choices(['csv', 'jsonl']).default('csv'))
      .option('--output <file>', 'where to write them (default: standard output)')
      .addOption(new Option('--json', 'print the result as JSON; without --output: the answers as JSONL'))
      .exitOverride()
      .action(async (options) => (await import('./export-answers.ts')).exportAnswersCommand(options)),
  );
command('forget', 'erase what is kept of a user: conversations, and what was learned from his words alone')
  .argument('<user>', 'as the chat was given it, such as an e-mail address')
  .action(async (user, options) => (await import('./forget.ts')).forget(user, options));
command('nightly', 'one night: find what people keep asking, write the answers, train the matcher')
  .option('--days <n>', 'how many days of the log to read', wholeNumber, 7)
  .option('--until <time>', 'the end of those days, ISO 8601 (default: now)', time)
  .option('--max-golden <n>', 'how many clusters without an answer to answer, most asked first', wholeNumber, 50)
  .option(
    '--clustering <method>',
    'linkage (its cut is chosen from the log), linkage:CUT or dbscan:EPS (default: linkage)',
    clustering,
  )
  .option('--regenerate-cultural', "rewrite the cultural chunks with the night's model")
  .option('--max-tokens <n>', "how many tokens the night's model may use; what is done by then serves", wholeNumber)
  .option('--max-cost <usd>', 'what it may cost, US dollars; the prices of its models must be known', positive)
  .option('--max-minutes <n>', 'how long it may be asked, from the start of the night', positive)
  .option('--dry-run', 'read and cluster only; write nothing, ask no model')
  .addOption(
    new Option(
      '--only-stale',
      'rewrite the golden answers whose sources have changed, and nothing else; quick, for after an ingest',
    ).conflicts(['until', 'clustering', 'regenerateCultural']),
  )
  .action(async (options) => (await import('./nightly.ts')).nightly(options));
command('classify', "sort scraped news by topic, priority and audience with the night's model; what is done is skipped")
  .argument(
    '[path]',
    'a folder or file of {title, content, url, source, published_at} (default: GOLDSMITH_INTEL_FOLDER)',
  )
  .option('--limit <n>', 'how many documents to classify at most', wholeNumber)
  .option('--summary <file>', 'where to write what the batch came to, as JSON (default: a file under GOLDSMITH_DATA)')
  .option('--dry-run', 'count what would be classified; write nothing, ask no model')
  .action(async (path, options) => (await import('./classify.ts')).classify(path, options));
command('schedule', 'run the jobs of a cron file when they are due, until stopped')
  .option('--file <file>', 'the cron file', 'railway_cron.toml')
  .option('--list', 'show when each job is due next, and run nothing')
  .action(async (options) => (await import('./schedule.ts')).scheduleCommand(options));
command('worker', 'write answers for the nights on the same PostgreSQL server, until it is stopped')
  .option('--concurrency <n>', 'how many answers to write at the same time', wholeNumber, 1)
  .action(async (options) => (await import('./worker.ts')).worker(options));
command('ask', 'ask one question')
  .argument('<text>')
  .action(async (text, options) => (await import('./ask.ts')).ask(text, options));
const evaluate = program
  .command('evaluate')
  .description('score Goldsmith on labelled questions: TSV of text and label after a header line');
evaluate
  .command('match')
  .description('take the labels of the examples as clusters with an answer each, ask the queries, count what is wrong')
  .requiredOption('--examples <file>', 'what the matcher is trained on and answers from')
  .requiredOption('--queries <file>', 'what is asked; label empty or "oos": must not be answered')
  .option('--rule <rule>', 'trained, or fixed: and a cosine such as fixed:0.85 (default: GOLDSMITH_RULE)', ruleOption)
  .option('--max-wrong <share>', 'the share of what is served that may be wrong (default: GOLDSMITH_MAX_WRONG)', share)
  .option('--plot <file>', 'draw what every bar would have served, as SVG')
  .option('--json', 'print the result as JSON')
  .action(async (options) => (await import('./evaluate-match.ts')).evaluateMatchCommand(options));
evaluate
  .command('replay')
  .description(
    'take a log, without its labels, as a week of questions, run nights over it, ask the queries, count what is wrong',
  )
  .requiredOption('--log <file>', 'what was asked in the week; its labels are for scoring, and for --judge')
  .requiredOption('--queries <file>', 'what is asked afterwards; label empty or "oos": must not be answered')
  .option(
    '--max-golden <n>',
    'how many clusters to answer a night, most asked first (default: every cluster)',
    wholeNumber,
  )
  .option('--nights <n>', 'how many nights, each answering what the last left', wholeNumber, 1)
  .option(
    '--clustering <method>',
    'linkage (its cut is chosen from the log), linkage:CUT or dbscan:EPS (default: linkage)',
    clustering,
  )
  .option('--rule <rule>', 'trained, or fixed: and a cosine such as fixed:0.85 (default: GOLDSMITH_RULE)', ruleOption)
  .option(
    '--max-wrong <share>',
    'the share of what is served that may be wrong (default: GOLDSMITH_MAX_WRONG with a judge, _UNCHECKED without)',
    share,
  )
  .option(
    '--judge <judge>',
    'who is asked whether two questions mean the same: none, or labels: and how often it errs, such as labels:0.05',
    judge,
    'none',
  )
  .option('--judge-budget <n>', 'how many pairs the judge is asked about at most, a night', wholeNumber, 15_000)
  .option('--seed <n>', "of the judge's errors and of what it is asked", seed, 1)
  .option('--plot <file>', 'draw what every bar would have served, as SVG')
  .option('--json', 'print the result as JSON')
  .action(async (options) => (await import('./evaluate-replay.ts')).evaluateReplayCommand(options));
command('status', 'what is there, what the last night did, what is being served').action(async (options) =>
  (await import('./status.ts')).status(options),
);

function command(name: string, description: string): Command {
  return program.command(name).description(description).option('--json', 'print the result as JSON');
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

function siteAddress(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It must be an http:// or https:// address.');
  return text;
}

function time(text: string): Date {
  const value = new Date(text);
  // JavaScript takes 31 February for 3 March.
  const day = /^\d{4}-\d{2}-(\d{2})/.exec(text)?.[1];
  const exists = !day || new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(day);
  if (Number.isNaN(value.getTime()) || !exists)
    throw new InvalidArgumentError('It must be a date or time such as 2026-10-12 or 2026-10-12T03:00Z.');
  return value;
}

function share(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be a share between 0 and 1, such as 0.01.');
  return value;
}

/** How often the judge errs. */
function judge(text: string): number | 'none' {
  if (text === 'none') return text;
  const error = Number(/^labels:(\d*\.?\d+)$/.exec(text)?.[1]);
  if (!(error >= 0 && error <= 0.5))
    throw new InvalidArgumentError('It must be none, or labels: and an error from 0 to 0.5, such as labels:0.05.');
  return error;
}

function seed(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value >= 2 ** 32)
    throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.');
  return value;
}

function ruleOption(text: string): string {
  try {
    return parseRule(text);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

function clustering(text: string): ReturnType<typeof parseClustering> {
  try {
    return parseClustering(text);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** 0 done, 1 failed, 2 wrong usage or settings. Tells the error, unless that was done. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CommandFailed) return 1;
  if (error instanceof GoldsmithError) {
    process.stderr.write(`goldsmith: ${error.message}\n`);
    return error.code === 'bad-setting' ? 2 : 1;
  }
  process.stderr.write(`goldsmith: ${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}
