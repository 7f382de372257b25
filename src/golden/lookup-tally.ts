import { Durations } from '../durations.ts';
import type { LookupRecord } from './lookup-recorder.ts';

type Outcome = LookupRecord['outcome'];

/** So many lookups came to this. */
export interface CountedLookups {
  outcome: Outcome;
  reason: string;
  count: number;
}

/** Counts this process's lookups: by outcome and reason, and how long the decisions took. */
export class LookupTally {
  readonly #counts = {
    hit: new Map<string, number>(),
    miss: new Map<string, number>(),
    bypass: new Map<string, number>(),
  };
  /** How long decisions took, by what they came to. */
  readonly durations: Readonly<Record<Outcome, Durations>> = {
    hit: new Durations(),
    miss: new Durations(),
    bypass: new Durations(),
  };

  /** Takes one lookup. */
  add({ outcome, reason, milliseconds }: Pick<LookupRecord, 'outcome' | 'reason' | 'milliseconds'>): void {
    const ofOutcome = this.#counts[outcome];
    ofOutcome.set(reason, (ofOutcome.get(reason) ?? 0) + 1);
    this.durations[outcome].add(milliseconds);
  }

  /** All counts so far. */
  get counts(): CountedLookups[] {
    return Object.entries(this.#counts).flatMap(([outcome, reasons]) =>
      Array.from(reasons, ([reason, count]) => ({ outcome: outcome as Outcome, reason, count })),
    );
  }
}
