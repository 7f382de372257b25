/** By which times a scheduler that runs a job is told from a dead one. */
export interface HoldTimes {
  /** After so long without a word of it a run whose lock nobody holds counts as lost, and others may begin the next. */
  silenceMs: number;
  /** How often its scheduler says that a run goes on. */
  sayEveryMs: number;
}

/** An outage of the database of a minute, as a night itself bears, ends no run: see {@link patienceMs}. */
export const HOLD_TIMES: HoldTimes = { silenceMs: 90_000, sayEveryMs: 3_000 };

/** A process group that was sent SIGKILL is gone, and its end seen, within this. */
const GONE_MS = 2_000;

/**
 * How long a scheduler may be unable to say that its run goes on, before it ends the run: 77 s of {@link HOLD_TIMES}.
 *
 * No job runs twice at once, as whoever begins the next run must find the lock free and `seen_at` older than `silenceMs`, by the
 * database's clock. The scheduler counts from before it last asked to set `seen_at`, so from a little earlier than others do,
 * whether or not it got the answer. It looks every `sayEveryMs`, so it sends SIGTERM at most that much after its patience has
 * ended, SIGKILL `graceMs` later, and all is gone `GONE_MS` after that: the sum is `silenceMs`, and others have not begun to count
 * it as lost. A scheduler that stands still (a stopped process, a machine that sleeps) ends nothing meanwhile, but its
 * connection holds the lock as long as the database sees it; when that goes too, no clock helps, and the night's own lock must.
 *
 * What it bears of an outage is less by what passes before it and after it: up to `sayEveryMs` since it last said so, as long
 * until it tries again, and a connection that was being made when the database came back may take 5 s to fail.
 * @param graceMs how long a job has to end by itself.
 */
export function patienceMs({ silenceMs, sayEveryMs }: HoldTimes, graceMs: number): number {
  return silenceMs - sayEveryMs - graceMs - GONE_MS;
}
