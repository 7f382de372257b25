import type { AnswerJob, AnswerQueue } from './answer-queue.ts';

/** A job in hand. */
export interface HeldJob {
  /** Aborted when the job turns out to be in other hands: what is being written of it is for nothing. */
  lost: AbortSignal;
  /** Says no more that somebody works on it. */
  release(): void;
}

/** Three times within the silence that is taken for death. */
const SAY_SO_MS = 3_000;

/** Says again and again that a job is being worked on, until it is released. */
export function holdJob(queue: Pick<AnswerQueue, 'hold'>, job: AnswerJob): HeldJob {
  const lost = new AbortController();
  const timer = setInterval(async () => {
    // A database that is away says nothing of who has the job.
    const isHeld = await queue.hold(job).catch(() => true);
    if (!isHeld) lost.abort(new Error('The job is in other hands.'));
  }, SAY_SO_MS);
  return { lost: lost.signal, release: () => clearInterval(timer) };
}
