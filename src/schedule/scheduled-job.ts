/** A job of a cron file. */
export interface ScheduledJob {
  /** Letters, digits, `-` and `_`. */
  name: string;
  /** When it is due: a cron expression of five fields, or of six with the seconds first, in UTC. */
  schedule: string;
  /** The words of its command; `goldsmith` as the first stands for this installation. */
  words: readonly string[];
  /** How long it may run, seconds. */
  timeout: number;
  /** Whether it is run late, once, where it was due while no scheduler ran. */
  catchUp: boolean;
}
