import { randomUUID } from 'node:crypto';
import { type Db, type JobWithMetadata, PgBoss } from 'pg-boss';
import { databaseUnavailable, isConnectionFailure } from '../../database/connection-failure.ts';
import type { Queryable } from '../../database/database.ts';
import type { QuestionToAnswer } from '../../golden/golden-answer.ts';
import type { Logger } from '../../log.ts';
import { MOST_TRIES } from '../written-answers.ts';
import { type JobResult, readJobResult } from './job-result.ts';

/** Where and how the queue is opened. */
export interface AnswerQueueParts {
  /** The server that Goldsmith's own tables are on. */
  databaseUrl: string;
  log: Logger;
}

/** An answer to write, in the hands of one worker. */
export interface AnswerJob {
  id: string;
  /** Counts how often the job was taken up before. With the id it names this hold of it: whoever lost it has another number. */
  retryCount: number;
  cluster: number;
  /** Whether its question stands with a stale answer, not with its cluster. */
  isStale: boolean;
  /** Whether it has an answer that stands and is due for another look. */
  isDue: boolean;
  /** What came of the try before, if there was one. */
  before: JobResult | undefined;
}

/** How it stands with a job. `waiting`: nobody has it. */
export interface JobState {
  id: string;
  cluster: number;
  state: 'waiting' | 'in-hand' | 'done' | 'failed';
  result: JobResult | undefined;
  /** When it came into the queue, and when it ended, by the clock of the database. */
  begun: Date;
  ended: Date | undefined;
}

/** What a job carries: no words of anybody. */
interface Payload {
  cluster: number;
  isStale: boolean;
  isDue: boolean;
}

const QUEUE = 'answers';

/**
 * A worker that has said nothing for so long is taken to be dead, and its job is taken over; pg-boss allows no shorter time.
 * How long a model takes has nothing to do with it: a worker that waits for one goes on saying that it is there.
 */
const SILENCE_SECONDS = 10;

/** How often somebody looks for the jobs of dead workers. */
const WATCH_SECONDS = 2;

/** Only a bound for what should not happen: a model has its own limits of time. pg-boss allows less than a day. */
const LONGEST_ANSWER_SECONDS = 12 * 3600;

/** So long a job waits before it is tried again. */
const RETRY_AFTER_SECONDS = 1;

/** A night removes its ended jobs; if it was killed, the next one counts and removes them. Where there is none, this does. */
const KEEP_ENDED_SECONDS = 7 * 86_400;

/** More jobs than a night has. */
const ALL = 100_000;

const STATES = {
  created: 'waiting',
  retry: 'waiting',
  active: 'in-hand',
  completed: 'done',
  cancelled: 'failed',
  failed: 'failed',
} as const;

/**
 * The answers that a night wants written, as jobs of pg-boss in the schema `pgboss` of the same database: every process that
 * opens the queue can take some. There is one job for a cluster at most.
 */
export class AnswerQueue {
  readonly #boss: PgBoss;

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /**
   * Opens the queue, and makes its tables where they are not there yet; several processes may do so at once.
   * @throws GoldsmithError `database-unavailable`.
   */
  static async open({ databaseUrl, log }: AnswerQueueParts): Promise<AnswerQueue> {
    const boss = new PgBoss({
      ...{
        connectionString: databaseUrl,
        application_name: 'goldsmith-answers',
        max: 3,
        connectionTimeoutMillis: 5_000,
      },
      ...{ superviseIntervalSeconds: WATCH_SECONDS, monitorIntervalSeconds: WATCH_SECONDS },
      // Of all that it can do, jobs are what is wanted.
      ...{ schedule: false, registerInstance: false, reindex: false, monitorVacuum: false },
      openTelemetry: { enabled: false },
    });
    // Its connections heal by themselves; without a listener a lost one would end the process.
    boss.on('error', (error) => log.warn({ reason: error.message }, 'the queue of answers met an error'));
    const queue = new AnswerQueue(boss);
    try {
      await asOurs(async () => {
        await boss.start();
        await boss.createQueue(QUEUE, { policy: 'exclusive' });
      });
      return queue;
    } catch (error) {
      await queue.close();
      throw error;
    }
  }

  /**
   * Puts a night's questions into the queue, the first to be taken first, in place of what an earlier night has left there. What
   * is in hand of an earlier one stays there, and counts as this night's if it wants the same.
   * @returns the questions by the id of their job.
   */
  async fill(questions: readonly QuestionToAnswer[]): Promise<Map<string, QuestionToAnswer>> {
    const jobs = questions.map(({ id: cluster, isStale = false, standsOn }, i) => ({
      id: randomUUID(),
      data: { cluster, isStale, isDue: standsOn !== undefined } satisfies Payload,
      singletonKey: String(cluster),
      priority: questions.length - i,
      retryLimit: MOST_TRIES - 1,
      retryDelay: RETRY_AFTER_SECONDS,
      heartbeatSeconds: SILENCE_SECONDS,
      expireInSeconds: LONGEST_ANSWER_SECONDS,
      deleteAfterSeconds: KEEP_ENDED_SECONDS,
    }));
    await this.empty();
    await this.clear();
    if (jobs.length === 0) return new Map();
    const added = new Set(await asOurs(() => this.#boss.insert(QUEUE, jobs, { returnId: true })));
    const ids = new Map((await this.states()).map(({ cluster, id }) => [cluster, id]));
    for (const { id, data } of jobs) if (added.has(id)) ids.set(data.cluster, id);
    return new Map(
      questions.flatMap((question) => {
        const id = ids.get(question.id);
        return id === undefined ? [] : [[id, question] as const];
      }),
    );
  }

  /** Removes the jobs that nobody has in hand. */
  async empty(): Promise<void> {
    await asOurs(() => this.#boss.deleteQueuedJobs(QUEUE));
  }

  /** Removes the jobs that have ended, and with them what they say of models' answers. */
  async clear(): Promise<void> {
    await asOurs(() => this.#boss.deleteStoredJobs(QUEUE));
  }

  /** How it stands with all jobs. */
  async states(): Promise<JobState[]> {
    const jobs = await asOurs(() => this.#boss.findJobs<Payload>(QUEUE, { limit: ALL }));
    return jobs.map(({ id, data, state, output, createdOn, completedOn }) => ({
      ...{ id, cluster: data.cluster, state: STATES[state], result: readJobResult(output) },
      ...{ begun: createdOn, ended: completedOn ?? undefined },
    }));
  }

  /** Takes the next job, if there is one. Who has it must {@link hold} it. */
  async take(): Promise<AnswerJob | undefined> {
    const [job] = await asOurs(() => this.#boss.fetch<Payload>(QUEUE, { includeMetadata: true }));
    return job && toAnswerJob(job);
  }

  /** Says that the holder of a job is still there. Returns false when it is not the holder any more. */
  async hold(job: AnswerJob): Promise<boolean> {
    return isOurs(await asOurs(() => this.#boss.touch(QUEUE, holdOf(job))));
  }

  /**
   * Ends a job, in the transaction that saves its answer: both or neither.
   * @returns false when the job is in other hands, or was ended; then nothing must be saved.
   */
  async finish(tx: Queryable, job: AnswerJob, result: JobResult): Promise<boolean> {
    return isOurs(await this.#boss.complete(QUEUE, holdOf(job), result, { db: toDb(tx) }));
  }

  /** Notes that a try has failed: the job waits for the next one, or ends if it was the last. */
  async fail(job: AnswerJob, result: JobResult): Promise<void> {
    await asOurs(() => this.#boss.fail(QUEUE, holdOf(job), result));
  }

  /** Removes a job that its holder will not finish. */
  async drop(job: AnswerJob): Promise<void> {
    await asOurs(() => this.#boss.deleteJob(QUEUE, holdOf(job)));
  }

  /** Lets go of the connections. */
  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false }).catch(() => undefined);
  }
}

function toAnswerJob({ id, retryCount, data, output }: JobWithMetadata<Payload>): AnswerJob {
  return { id, retryCount, ...data, before: readJobResult(output) };
}

function holdOf({ id, retryCount }: AnswerJob): { id: string; retryCount: number } {
  return { id, retryCount };
}

/** `affected` is in what pg-boss returns, but not in its types. */
function isOurs(response: object): boolean {
  return (response as { affected?: number }).affected === 1;
}

function toDb(tx: Queryable): Db {
  return { executeSql: async (sql, values) => ({ rows: await tx.query(sql, values) }) };
}

async function asOurs<T>(ask: () => Promise<T>): Promise<T> {
  return ask().catch((error) => {
    throw isConnectionFailure(error) ? databaseUnavailable(error) : error;
  });
}
