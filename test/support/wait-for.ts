import { setTimeout as pause } from 'node:timers/promises';

/** Far more than anything waited for takes, on the slowest machine. */
const GIVE_UP_MS = 120_000;

/**
 * Waits until a condition holds, looking again and again.
 * @throws Error naming `what` when it never does.
 */
export async function waitFor(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = Date.now() + GIVE_UP_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await pause(50);
  }
}
