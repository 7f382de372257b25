import type { Queryable } from '../database/database.ts';

/** A change that somebody made at the desk. */
export interface Change {
  who: string;
  /** What was done, such as `answer.edit`. */
  action: string;
  /** What it was done to. */
  subject?: { kind: string; id: string | number };
  /** How it was, and how it is now: any JSON. */
  before?: unknown;
  after?: unknown;
}

/**
 * Writes a change down. Call it in the transaction that makes the change: then there is none without its row.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function recordChange(tx: Queryable, { who, action, subject, before, after }: Change): Promise<void> {
  await tx.query(
    `INSERT INTO desk_audit (who, action, subject, subject_id, before, after) VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb)`,
    [who, action, subject?.kind ?? null, subject ? String(subject.id) : null, toJson(before), toJson(after)],
  );
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
