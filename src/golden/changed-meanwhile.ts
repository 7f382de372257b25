import { GoldsmithError } from '../errors.ts';

/** What somebody else did to an answer since it was read. */
export interface OthersChange {
  version: number;
  /** A person's name; null: a night, or a program. */
  person: string | null;
  change: string;
  /** ISO 8601. */
  at: string;
  question: string;
  answer: string;
}

/** A save was refused, as what it changes was changed since it was read: code `conflict`. Nothing was overwritten. */
export class ChangedMeanwhile extends GoldsmithError {
  /** What stands there now, and who made it so. */
  declare readonly current: OthersChange;

  constructor(current: OthersChange, message?: string) {
    const who = current.person ?? 'the night';
    super(
      'conflict',
      message ?? `This was changed meanwhile by ${who}. Look at what stands there now, then save again.`,
      { current },
    );
  }
}
