import { useEffect } from 'react';
import type { Location } from 'react-router';

/** Something that somebody has begun to write and not saved. */
interface Unsaved {
  /** The parameters of the address that keep it open; the page itself always does. */
  keptBy: readonly string[];
}

const known = new Set<Unsaved>();
const ALWAYS: readonly string[] = [];

/**
 * Says that something stands on the page that is not saved, so that it is not lost unasked.
 * @param keptBy the parameters of the address that keep it open; the same array each time.
 */
export function useUnsaved(isUnsaved: boolean, keptBy: readonly string[] = ALWAYS): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const one = { keptBy };
    known.add(one);
    return () => {
      known.delete(one);
    };
  }, [isUnsaved, keptBy]);
}

/** Asks whether what is not saved may be lost; it is asked once. True where there is nothing to lose. */
export function mayDiscard(): boolean {
  if (known.size > 0 && !window.confirm('Discard what you have written? It is not saved.')) return false;
  forgetUnsaved();
  return true;
}

/** What was written is saved, or given up: nobody is asked about it any more. */
export function forgetUnsaved(): void {
  known.clear();
}

/** Whether there is something to lose. */
export function hasUnsaved(): boolean {
  return known.size > 0;
}

/** Whether going from one address to another closes something that is not saved. */
export function losesUnsaved(from: Location, to: Location): boolean {
  const [before, after] = [new URLSearchParams(from.search), new URLSearchParams(to.search)];
  return [...known].some(
    ({ keptBy }) => from.pathname !== to.pathname || keptBy.some((name) => before.get(name) !== after.get(name)),
  );
}
