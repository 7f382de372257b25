import { GoldsmithError } from '../errors.ts';
import type { Spent } from '../models/spent.ts';

/** What a night's model may use. What it is at when a limit is reached it finishes, so a little more may be used. */
export interface BudgetLimits {
  /** Input and output together, of answers and of judging. */
  tokens?: number;
  /** US dollars. */
  cost?: number;
  /** Since the run began. */
  minutes?: number;
}

/** Watches over what a run may use. Once a limit is reached the model is asked no more. */
export class NightBudget {
  readonly #limits: BudgetLimits;
  readonly #spent: () => Spent;
  readonly #start = performance.now();
  #reached: string | undefined;

  /** @param spent what the run has used so far. */
  constructor(limits: BudgetLimits, spent: () => Spent) {
    this.#limits = limits;
    this.#spent = spent;
  }

  /** The limit that ended the asking, in words; undefined when there was none. */
  get reached(): string | undefined {
    return this.#reached;
  }

  /** Asked before each call of the model: why it is not to be made, or undefined when it may be. */
  whyStop(): string | undefined {
    this.#reached ??= this.#whichIsReached();
    return this.#reached;
  }

  #whichIsReached(): string | undefined {
    const { tokens, cost, minutes } = this.#limits;
    const spent = this.#spent();
    if (tokens !== undefined && spent.tokens >= tokens)
      return `The budget of ${tokens} tokens is used up (${spent.tokens} used).`;
    if (cost !== undefined && spent.unpriced > 0)
      return `The budget of $${cost} could not be kept any longer: what a call cost is not known.`;
    if (cost !== undefined && spent.cost >= cost)
      return `The budget of $${cost} is used up ($${spent.cost.toFixed(4)} used).`;
    if (minutes !== undefined && performance.now() - this.#start >= minutes * 60_000)
      return `The budget of ${minutes} minutes is used up.`;
    return undefined;
  }
}

/**
 * Refuses a limit of cost where it could not be kept.
 * @param unpriced the models that may be asked and whose price is not known.
 * @throws GoldsmithError `bad-setting`.
 */
export function refuseUnknownCost({ cost }: BudgetLimits, unpriced: readonly string[]): void {
  if (cost === undefined || unpriced.length === 0) return;
  throw new GoldsmithError(
    'bad-setting',
    `A budget of $${cost} cannot be kept: the price of ${unpriced.join(', ')} is not known. Tell it in the file of GOLDSMITH_PRICES, or limit tokens instead.`,
  );
}
