/** A window in which nobody said anything; the times in ISO 8601. */
export interface EmptyWindow {
  from: string;
  until: string;
  /** When the last conversation before its end began; null where there is none. */
  lastBefore: string | null;
}

const DAY_MS = 86_400_000;

/** Says that nothing was read, and what to do about it. */
export function describeEmptyWindow({ from, until, lastBefore }: EmptyWindow): string {
  const none = `There are no user messages from ${toMinutes(from)} to ${toMinutes(until)} UTC.`;
  if (lastBefore === null)
    return `${none} Nor are there any before: import a log with goldsmith import conversations FILE, or let users ask first.`;
  return `${none} The last before is of ${dayOf(lastBefore)}; the days up to then are read with --until ${dayAfter(lastBefore)}.`;
}

const toMinutes = (iso: string) => iso.slice(0, 16).replace('T', ' ');
const dayOf = (iso: string) => iso.slice(0, 10);
const dayAfter = (iso: string) => dayOf(new Date(Date.parse(iso) + DAY_MS).toISOString());
