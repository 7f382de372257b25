import type { Database, Queryable } from '../../database/database.ts';
import { storableText } from '../../database/storable-text.ts';
import { isDatabaseUnavailable, messageOf } from '../../errors.ts';
import { timeOfLook } from '../../golden/due-answers.ts';
import { readQuestion } from '../../golden/read-question.ts';
import type { Logger } from '../../log.ts';
import { addSpent, NOTHING_SPENT, type Spent } from '../../models/spent.ts';
import type { AnswerWriter } from '../answer-writer.ts';
import { FailuresInARow } from '../failures-in-a-row.ts';
import { type AnswerOutcome, keepAnswer } from '../keep-answer.ts';
import type { AnswerJob, AnswerQueue } from './answer-queue.ts';
import { holdJob } from './hold-job.ts';
import type { NightWatch } from './night-watch.ts';
import { pause } from './pause.ts';
import type { SpentMeter } from './spent-meter.ts';

/** What working through jobs needs. */
export interface JobParts {
  database: Database;
  writer: AnswerWriter;
  /** Whether a person must approve what is written before it is served; not unless set. */
  review?: boolean;
  queue: AnswerQueue;
  /** Of a process other than the night's: what it uses is told with the jobs. */
  meter?: SpentMeter;
  /** Of a process other than the night's: it takes nothing while no night goes on. */
  watch?: NightWatch;
  log: Logger;
}

/** How a job ended for who had it. `lost`: it is in other hands, or its night wants it no more; nothing was saved. */
export type JobEnding = { job: AnswerJob } & (AnswerOutcome | { kind: 'failed' | 'lost' });

/** How the work is watched and stopped. */
export interface WorkOptions {
  /** Stops after the answer in hand. */
  stop: AbortSignal;
  /** Stops at once. */
  signal?: AbortSignal;
  onEnd?: (ending: JobEnding) => void;
}

/** How long to wait for jobs where there are none, or for the database where it is away. */
const LOOK_AGAIN_MS = 500;

/** So long a written answer waits for a database that is away, before it is lost. */
const PATIENCE_MS = 60_000;

/**
 * Writes answers of the queue, one after the other, until it is told to stop.
 * @returns why it has stopped: `model-away` after too many failures in a row.
 * @throws the signal's reason when it is aborted; the job in hand is dropped then.
 */
export async function workThroughJobs(parts: JobParts, options: WorkOptions): Promise<'stopped' | 'model-away'> {
  const { stop, signal, onEnd } = options;
  const inARow = new FailuresInARow();
  while (!stop.aborted) {
    signal?.throwIfAborted();
    const job = await takeNext(parts);
    if (!job) {
      await pause(LOOK_AGAIN_MS, stop);
      continue;
    }
    const ending = await workOn(parts, job, signal);
    if (ending.kind === 'failed') inARow.add(job.cluster);
    else if (ending.kind !== 'lost') inARow.forget();
    onEnd?.(ending);
    if (inARow.areTooMany) return 'model-away';
  }
  return 'stopped';
}

async function takeNext({ queue, watch, log }: JobParts): Promise<AnswerJob | undefined> {
  try {
    if (watch && !(await watch.goesOn())) return undefined;
    return await queue.take();
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'the queue of answers cannot be asked; trying again');
    return undefined;
  }
}

async function workOn(parts: JobParts, job: AnswerJob, signal?: AbortSignal): Promise<JobEnding> {
  const { queue, log } = parts;
  const held = holdJob(queue, job);
  try {
    return { job, ...(await write(parts, job, AbortSignal.any([held.lost, ...(signal ? [signal] : [])]))) };
  } catch (error) {
    if (signal?.aborted) {
      await queue.drop(job).catch(() => undefined);
      throw error;
    }
    if (held.lost.aborted || error instanceof JobLost) return { job, kind: 'lost' };
    log.warn({ cluster: job.cluster, attempt: job.retryCount + 1, reason: messageOf(error) }, 'an answer failed');
    const result = { error: storableText(messageOf(error)), spent: spentOn(parts, job) };
    // Where this cannot be told, silence tells it.
    await whileAway(() => queue.fail(job, result)).catch(() => undefined);
    return { job, kind: 'failed' };
  } finally {
    held.release();
  }
}

/** @throws JobLost; what the model or the database throws. */
async function write(parts: JobParts, job: AnswerJob, signal: AbortSignal): Promise<AnswerOutcome> {
  const { database, writer, review = false, queue } = parts;
  const question = await whileAway(() => readQuestion(database, job), signal);
  const at = await whileAway(() => timeOfLook(database), signal);
  const result = question && (await writer.write(question, signal));
  const spent = spentOn(parts, job);
  const save = async (tx: Queryable): Promise<AnswerOutcome> => {
    const outcome: AnswerOutcome = result
      ? await keepAnswer(tx, question, result, { at, review })
      : { kind: 'gone', tokens: 0 };
    // In one transaction: who has lost the job saves nothing, and who takes it over finds nothing saved.
    if (!(await queue.finish(tx, job, { outcome: storable(outcome), spent }))) throw new JobLost();
    return outcome;
  };
  return whileAway(() => database.transaction(save), signal);
}

/** The job is in other hands, or its night wants it no more. */
class JobLost extends Error {}

/** Does what needs the database, again and again while it is away, up to a minute: a written answer has cost something. */
async function whileAway<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || performance.now() > deadline) throw error;
      await pause(LOOK_AGAIN_MS, signal);
      signal?.throwIfAborted();
    }
  }
}

function spentOn({ meter }: JobParts, { before }: AnswerJob): Spent {
  return addSpent(before?.spent ?? NOTHING_SPENT, meter?.take() ?? NOTHING_SPENT);
}

/** A model's words may hold what PostgreSQL cannot store. */
function storable(outcome: AnswerOutcome): AnswerOutcome {
  return outcome.kind === 'gap' ? { ...outcome, reason: storableText(outcome.reason) } : outcome;
}
