import { Durations } from '../durations.ts';
import type { ModelCall, ModelRole } from './model-call-recorder.ts';

/** What the calls of a role to one model came to. */
export interface CountedCalls {
  role: ModelRole;
  /** `provider:model`. */
  model: string;
  /** How many ended so. */
  outcomes: Map<ModelCall['outcome'], number>;
  /** Those of the cache included. */
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  /** US dollars, of the calls whose cost is known. */
  cost: number;
  /** Calls with tokens whose cost is not known. */
  unpriced: number;
}

/** How long calls took. */
export interface TimedCalls {
  role: ModelRole;
  outcome: ModelCall['outcome'];
  durations: Durations;
}

/** Counts this process's calls of models. */
export class ModelCallTally {
  readonly #calls = new Map<string, CountedCalls>();
  readonly #durations = new Map<string, TimedCalls>();

  /** Takes one call. */
  add({ role, model, outcome, usage, cost, milliseconds }: ModelCall): void {
    const calls = this.#callsOf(role, model);
    calls.outcomes.set(outcome, (calls.outcomes.get(outcome) ?? 0) + 1);
    calls.inputTokens += usage?.inputTokens ?? 0;
    calls.cachedInputTokens += usage?.cachedInputTokens ?? 0;
    calls.outputTokens += usage?.outputTokens ?? 0;
    calls.cost += cost ?? 0;
    if (usage && cost === undefined) calls.unpriced++;
    this.#durationsOf(role, outcome).add(milliseconds);
  }

  /** All calls so far, by role and model. */
  get calls(): Readonly<CountedCalls>[] {
    return [...this.#calls.values()];
  }

  /** How long they took, by role and outcome. */
  get durations(): Readonly<TimedCalls>[] {
    return [...this.#durations.values()];
  }

  #callsOf(role: ModelRole, model: string): CountedCalls {
    const key = `${role} ${model}`;
    let calls = this.#calls.get(key);
    if (!calls) {
      const none = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: 0, unpriced: 0 };
      calls = { role, model, outcomes: new Map(), ...none };
      this.#calls.set(key, calls);
    }
    return calls;
  }

  #durationsOf(role: ModelRole, outcome: ModelCall['outcome']): Durations {
    const key = `${role} ${outcome}`;
    let timed = this.#durations.get(key);
    if (!timed) {
      timed = { role, outcome, durations: new Durations() };
      this.#durations.set(key, timed);
    }
    return timed.durations;
  }
}
