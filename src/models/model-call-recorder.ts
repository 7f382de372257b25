import { randomUUID } from 'node:crypto';
import { BatchWriter } from '../database/batch-writer.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from '../log.ts';
import type { TokenUsage } from './language-model.ts';

/** What models are asked for. */
export type ModelRole = 'casual' | 'business' | 'code' | 'night';

/** One call of a model, as it is recorded; it holds no text. */
export interface ModelCall {
  at: Date;
  role: ModelRole;
  /** `provider:model`. */
  model: string;
  outcome: 'ok' | 'failed' | 'aborted' | 'unanswerable';
  /** Why it failed, in one word. */
  error?: string;
  /** The HTTP status it failed with. */
  status?: number;
  /** Undefined when it is not known. */
  usage?: TokenUsage;
  /** US dollars; undefined when it is not known. */
  cost?: number;
  /** Until the first text of an answer that was streamed. */
  firstTextMs?: number;
  milliseconds: number;
}

/** What a role's calls have used so far. */
export interface Spent {
  tokens: number;
  /** US dollars, of the calls whose cost is known. */
  cost: number;
  /** Answers whose cost is not known. */
  unpriced: number;
}

/** Before the first call. */
export const NOTHING_SPENT: Spent = { tokens: 0, cost: 0, unpriced: 0 };

/** What was used from one time to another. */
export function spentSince(before: Spent, now: Spent): Spent {
  return {
    tokens: now.tokens - before.tokens,
    cost: now.cost - before.cost,
    unpriced: now.unpriced - before.unpriced,
  };
}

/** US dollars; undefined when the cost of an answer is not known. */
export function costOf({ cost, unpriced }: Spent): number | undefined {
  return unpriced > 0 ? undefined : cost;
}

/** Writes model calls in batches, after the answers have gone out, and adds up what they used. */
export class ModelCallRecorder {
  readonly #writer: BatchWriter<ModelCall & { key: string }>;
  readonly #spent = new Map<ModelRole, Spent>();

  constructor(database: Database, log: Logger) {
    const write = (batch: readonly (ModelCall & { key: string })[]) => database.query(INSERT_CALLS, columnsOf(batch));
    this.#writer = new BatchWriter({ what: 'model calls', write, log });
  }

  /** Takes a call; returns at once. */
  record(call: ModelCall): void {
    this.#writer.add({ ...call, key: randomUUID() });
    const spent = this.spentBy(call.role);
    this.#spent.set(call.role, {
      tokens: spent.tokens + (call.usage?.inputTokens ?? 0) + (call.usage?.outputTokens ?? 0),
      cost: spent.cost + (call.cost ?? 0),
      unpriced: spent.unpriced + (call.usage && call.cost === undefined ? 1 : 0),
    });
  }

  /** What a role's calls have used since this was made. */
  spentBy(role: ModelRole): Spent {
    return this.#spent.get(role) ?? NOTHING_SPENT;
  }

  /** Writes what is pending. Never throws: what cannot be written now is lost. */
  async close(): Promise<void> {
    await this.#writer.close();
  }
}

// A batch whose success could not be told any more is written again: its keys say what is there already.
const INSERT_CALLS = `
  INSERT INTO model_calls (key, at, role, model, outcome, error, status, input_tokens, cached_input_tokens, output_tokens,
    cost_usd, first_text_ms, milliseconds)
  SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[],
    $9::int[], $10::int[], $11::float8[], $12::float8[], $13::float8[])
  ON CONFLICT (key) DO NOTHING`;

function columnsOf(batch: readonly (ModelCall & { key: string })[]): unknown[][] {
  const column = (of: (call: ModelCall) => unknown) => batch.map((call) => of(call) ?? null);
  return [
    batch.map(({ key }) => key),
    column(({ at }) => at),
    column(({ role }) => role),
    column(({ model }) => model),
    column(({ outcome }) => outcome),
    column(({ error }) => error),
    column(({ status }) => status),
    column(({ usage }) => usage?.inputTokens),
    column(({ usage }) => usage?.cachedInputTokens),
    column(({ usage }) => usage?.outputTokens),
    column(({ cost }) => cost),
    column(({ firstTextMs }) => firstTextMs),
    column(({ milliseconds }) => milliseconds),
  ];
}
