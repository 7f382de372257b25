import type { Spent } from '../../models/spent.ts';
import { AnswerQueue, type AnswerQueueParts } from './answer-queue.ts';
import { NightWatch } from './night-watch.ts';
import { pause } from './pause.ts';
import { SpentMeter } from './spent-meter.ts';
import { type JobEnding, type JobParts, workThroughJobs } from './work-through-jobs.ts';

/** What a worker is made of. */
export interface AnswerWorkerParts extends AnswerQueueParts, Pick<JobParts, 'database' | 'writer' | 'review'> {
  /** What the night's model has used so far in this process. */
  spent: () => Spent;
}

/** How a worker works. */
export interface AnswerWorkerOptions {
  /** How many answers it writes at the same time. */
  concurrency: number;
  /** Stops it after the answers in hand. */
  stop: AbortSignal;
  /** Called once it takes jobs. */
  onReady?: () => void;
  onEnd?: (ending: JobEnding) => void;
}

/** How many jobs of a worker ended how. */
export interface WorkedOn {
  /** Answers that were saved, new or not. */
  written: number;
  /** Questions that the knowledge base does not answer. */
  gaps: number;
  /** Tries that failed. */
  failed: number;
  /** Answers that somebody else writes by now, or whose night wants them no more. */
  lost: number;
}

/** After too many failures in a row the model may be away: others get the jobs, and the night has time to see it for itself. */
const REST_MS = 60_000;

const COUNTED_AS = {
  created: 'written',
  updated: 'written',
  kept: 'written',
  replaced: 'written',
  stands: 'written',
  proposed: 'written',
  gone: 'lost',
  gap: 'gaps',
  failed: 'failed',
  lost: 'lost',
} as const satisfies Record<JobEnding['kind'], keyof WorkedOn>;

/** A process that has a part in the nights of others on the same database: it takes jobs while a night goes on. */
export class AnswerWorker {
  readonly #parts: AnswerWorkerParts;

  constructor(parts: AnswerWorkerParts) {
    this.#parts = parts;
  }

  /**
   * Writes answers until it is stopped. A database that goes away meanwhile is waited for.
   * @throws GoldsmithError `database-unavailable` when it is away at the start.
   */
  async work({ concurrency, stop, onReady, onEnd }: AnswerWorkerOptions): Promise<WorkedOn> {
    const worked: WorkedOn = { written: 0, gaps: 0, failed: 0, lost: 0 };
    const queue = await AnswerQueue.open(this.#parts);
    const { database, spent } = this.#parts;
    const parts: JobParts = { ...this.#parts, queue, meter: new SpentMeter(spent), watch: new NightWatch(database) };
    const count = (ending: JobEnding) => {
      worked[COUNTED_AS[ending.kind]]++;
      onEnd?.(ending);
    };
    try {
      onReady?.();
      await Promise.all(Array.from({ length: concurrency }, () => this.#workOn(parts, stop, count)));
      return worked;
    } finally {
      await queue.close();
    }
  }

  async #workOn(parts: JobParts, stop: AbortSignal, onEnd: (ending: JobEnding) => void): Promise<void> {
    while ((await workThroughJobs(parts, { stop, onEnd })) === 'model-away') {
      this.#parts.log.warn({ seconds: REST_MS / 1000 }, 'the model is taken to be away; resting');
      await pause(REST_MS, stop);
    }
  }
}
