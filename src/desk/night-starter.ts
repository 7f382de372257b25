import { setTimeout as pause } from 'node:timers/promises';
import { type Config, environmentOf } from '../config.ts';
import type { Database } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { nightStatus } from '../nightly/night-status.ts';
import { OWN_COMMAND } from '../schedule/own-command.ts';
import { type ProcessEnd, runProcess } from '../schedule/run-process.ts';

/** What a night is started with. */
export interface NightOrder {
  days: number;
  maxGolden: number;
  regenerateCultural: boolean;
  onlyStale: boolean;
}

/** No night takes longer; should one hang, it does not hang for ever. */
const TIMEOUT_MS = 24 * 3_600_000;

/** So long a night may take to begin: a process starts, connects and looks for migrations. */
const BEGIN_MS = 30_000;
const LOOK_MS = 200;

/** What a process that could not begin said last. */
const KEPT_LINES = 3;

/** What the starter needs. */
export interface NightStarterParts {
  database: Database;
  config: Config;
  log: Logger;
}

/**
 * Starts nights as the scheduler does: each in a process of its own, which holds the night's lock. It ends with this process, softly as far
 * as its grace allows.
 */
export class NightStarter {
  readonly #parts: NightStarterParts;
  readonly #closing = new AbortController();
  #current: Promise<ProcessEnd> | undefined;

  constructor(parts: NightStarterParts) {
    this.#parts = parts;
  }

  /**
   * Starts a night, and waits until it has begun.
   * @returns its number; null where it has not begun yet after 30 s.
   * @throws GoldsmithError `night-runs` while another is on; `night-failed` with what it said, when it could not begin.
   */
  async start(order: NightOrder): Promise<number | null> {
    const { database } = this.#parts;
    const before = await nightStatus(database);
    if (this.#current || before.running)
      throw new GoldsmithError('night-runs', 'A night is running on this database. Wait for it, or stop it.');
    const last = before.last?.run ?? 0;
    const lines: string[] = [];
    const end = this.#run(order, lines);
    let over: ProcessEnd | undefined;
    end.then((how) => {
      over = how;
    });
    const deadline = performance.now() + BEGIN_MS;
    while (performance.now() < deadline) {
      const { running, last: ended } = await nightStatus(database);
      const begun = running?.run ?? ended?.run ?? 0;
      if (begun > last) return begun;
      if (over) throw notBegun(over, lines);
      await pause(LOOK_MS);
    }
    return null;
  }

  /** Ends the night that this process has started, if one goes on; what it has done stays. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#current;
  }

  #run(order: NightOrder, lines: string[]): Promise<ProcessEnd> {
    const { config, log } = this.#parts;
    const current = runProcess([...OWN_COMMAND, 'nightly', ...argumentsOf(order)], {
      ...{ timeoutMs: TIMEOUT_MS, graceMs: config.stopMs, signal: this.#closing.signal, env: environmentOf(config) },
      onLine: (stream, line) => {
        if (stream === 'stderr') lines.splice(0, lines.push(line) - KEPT_LINES);
      },
    });
    this.#current = current.finally(() => {
      this.#current = undefined;
    });
    log.info(order, 'a night was started at the desk');
    current.then((end) => log.info(end, 'the night that was started at the desk has ended'));
    return current;
  }
}

function argumentsOf({ days, maxGolden, regenerateCultural, onlyStale }: NightOrder): string[] {
  if (onlyStale) return ['--only-stale'];
  const numbers = ['--days', String(days), '--max-golden', String(maxGolden)];
  return regenerateCultural ? [...numbers, '--regenerate-cultural'] : numbers;
}

function notBegun({ reason = 'it ended at once' }: ProcessEnd, lines: readonly string[]): GoldsmithError {
  const said = lines.length > 0 ? ` It said: ${lines.join(' ')}` : '';
  return new GoldsmithError('night-failed', `The night did not begin (${reason}).${said}`);
}
