import { isDatabaseUnavailable } from '../../errors.ts';
import type { QuestionToAnswer } from '../../golden/golden-answer.ts';
import { addSpent, NOTHING_SPENT } from '../../models/spent.ts';
import type { AnswerOutcome } from '../keep-answer.ts';
import { RUN_STOPPED } from '../night-run.ts';
import { UnansweredClusters } from '../unanswered-clusters.ts';
import {
  addError,
  addOutcome,
  addUntried,
  leftBecause,
  MODEL_AWAY,
  nothingWritten,
  type WriteOptions,
  type WrittenAnswers,
} from '../written-answers.ts';
import { AnswerQueue, type AnswerQueueParts, type JobState } from './answer-queue.ts';
import { countLeftJobs } from './count-left-jobs.ts';
import { pause } from './pause.ts';
import { type JobEnding, type JobParts, workThroughJobs } from './work-through-jobs.ts';

/** What sharing needs. */
export type SharingParts = AnswerQueueParts & Pick<JobParts, 'database' | 'writer' | 'review'>;

/** The least time between two looks at the queue. */
const BETWEEN_LOOKS_MS = 100;

/** And at least so many times as long as a look takes: at a long queue it takes longer. */
const LOOKS_BETWEEN = 10;

/** Between two looks at a database that is away. */
const WHILE_AWAY_MS = 1_000;

/** So long the night waits for a database that is away. */
const PATIENCE_MS = 60_000;

/**
 * `WriteAnswers` that any number of `goldsmith worker` processes have a part in: a job per question in the queue of the
 * database. This process works through it too, so that no worker need be there.
 * @throws GoldsmithError `database-unavailable` when the database is away for longer than a minute.
 */
export async function shareAnswers(
  parts: SharingParts,
  questions: readonly QuestionToAnswer[],
  options: WriteOptions = {},
): Promise<WrittenAnswers> {
  const queue = await AnswerQueue.open(parts);
  try {
    await countLeftJobs(parts.database, queue);
    return await new SharedAnswers(parts, queue, options).write(questions);
  } finally {
    await queue.close();
  }
}

/** One night's answers while they are being written. */
class SharedAnswers {
  readonly #parts: SharingParts;
  readonly #queue: AnswerQueue;
  readonly #options: WriteOptions;
  /** By the id of their job. */
  #questions = new Map<string, QuestionToAnswer>();
  /** How it stood with each job when it was last seen. */
  readonly #seen = new Map<string, JobState>();
  readonly #ended = new Set<string>();
  /** What those that have ended came to. */
  readonly #soFar = nothingWritten();
  /** How many of the ended ones somebody has worked on; the others were taken out of the queue. */
  #done = 0;
  /** What this process's own work threw. */
  #failure: { error: unknown } | undefined;
  /** Why the rest is left, once it is. */
  #why: string | undefined;

  constructor(parts: SharingParts, queue: AnswerQueue, options: WriteOptions) {
    this.#parts = parts;
    this.#queue = queue;
    this.#options = options;
  }

  async write(questions: readonly QuestionToAnswer[]): Promise<WrittenAnswers> {
    // Asked before there is a job: a worker would have taken it by the time of the first look.
    this.#why = leftBecause(this.#options.shouldStop?.());
    if (this.#why) return this.#writeNothing(questions);
    this.#questions = await this.#queue.fill(questions);
    const stop = new AbortController();
    const own = this.#workToo(stop).catch((error) => {
      this.#failure = { error };
    });
    try {
      await this.#untilEnded(stop);
      const written = await this.#collect();
      await this.#queue.clear().catch(() => undefined);
      return written;
    } finally {
      stop.abort();
      await own;
      // Nobody goes on with a night that was stopped.
      if (this.#why || this.#ended.size < this.#questions.size) await this.#queue.empty().catch(() => undefined);
    }
  }

  /** Leaves all of it, and no worker anything of an earlier night. */
  async #writeNothing(questions: readonly QuestionToAnswer[]): Promise<WrittenAnswers> {
    await this.#queue.empty();
    const written = nothingWritten();
    addUntried(written, questions.length, this.#why!);
    return written;
  }

  /** Takes jobs as a worker does, until the model is away or the night is to stop. */
  async #workToo(stop: AbortController): Promise<void> {
    const { signal } = this.#options;
    const onEnd = ({ job, ...ending }: JobEnding) => {
      if ('tokens' in ending) this.#noteEnded(job.id, ending);
      this.#askWhetherToStop(stop);
    };
    const why = await workThroughJobs({ ...this.#parts, queue: this.#queue }, { stop: stop.signal, signal, onEnd });
    if (why === 'model-away') this.#why ??= MODEL_AWAY;
  }

  #askWhetherToStop(stop: AbortController): void {
    this.#why ??= leftBecause(this.#options.shouldStop?.());
    if (this.#why) stop.abort();
  }

  async #untilEnded(stop: AbortController): Promise<void> {
    const { signal } = this.#options;
    let isEmptied = false;
    while (this.#ended.size < this.#questions.size) {
      if (signal?.aborted) {
        this.#why ??= leftBecause(RUN_STOPPED);
        // At once: the workers of a long queue would write a hundred more while it is added up what was written.
        await this.#queue.empty().catch(() => undefined);
        return;
      }
      if (this.#failure) throw this.#failure.error;
      const start = performance.now();
      await this.#look();
      this.#askWhetherToStop(stop);
      if (this.#why && !isEmptied) {
        await this.#queue.empty();
        isEmptied = true;
      }
      await pause(Math.max(BETWEEN_LOOKS_MS, LOOKS_BETWEEN * (performance.now() - start)), signal);
    }
  }

  /** Sees how it stands with the jobs. */
  async #look(): Promise<void> {
    const states = await this.#statesOnceThere();
    const there = new Set(states.map(({ id }) => id));
    for (const state of states) {
      if (!this.#questions.has(state.id)) continue;
      this.#seen.set(state.id, state);
      if (state.state === 'done' || state.state === 'failed') this.#noteEnded(state.id, outcomeOf(state));
    }
    // Whoever took it out of the queue: nobody will end it any more.
    for (const id of this.#questions.keys()) if (!there.has(id)) this.#ended.add(id);
    const spent = [...this.#seen.values()].map(({ result }) => result?.spent ?? NOTHING_SPENT);
    this.#options.onSpentElsewhere?.(spent.reduce(addSpent, NOTHING_SPENT));
  }

  async #statesOnceThere(): Promise<JobState[]> {
    const { signal } = this.#options;
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await this.#queue.states();
      } catch (error) {
        if (!isDatabaseUnavailable(error) || performance.now() > deadline) throw error;
        await pause(WHILE_AWAY_MS, signal);
        if (signal?.aborted) throw error;
      }
    }
  }

  #noteEnded(id: string, outcome?: AnswerOutcome): void {
    const question = this.#questions.get(id);
    if (!question || this.#ended.has(id)) return;
    this.#ended.add(id);
    if (outcome) addOutcome(this.#soFar, question, outcome);
    this.#options.onProgress?.(++this.#done, this.#questions.size, this.#soFar);
  }

  /** Adds up what has become of the questions; of those that failed it is remembered. */
  async #collect(): Promise<WrittenAnswers> {
    await this.#look();
    const written = nothingWritten();
    let untried = 0;
    for (const [id, question] of this.#questions) {
      const result = this.#seen.get(id)?.result;
      if (!result) {
        untried++;
        continue;
      }
      if ('outcome' in result) addOutcome(written, question, result.outcome);
      else {
        addError(written, question, result.error);
        if (!question.standsOn)
          await new UnansweredClusters(this.#parts.database).addFailure(question.id, result.error);
      }
    }
    addUntried(written, untried, this.#why ?? 'were taken out of the queue by another night');
    return written;
  }
}

function outcomeOf({ result }: JobState): AnswerOutcome | undefined {
  return result && 'outcome' in result ? result.outcome : undefined;
}
