import { setTimeout as timeout } from 'node:timers/promises';

/** Waits for some time, or until a signal is aborted; that is no error here. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await timeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
