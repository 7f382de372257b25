import { type CircuitBreakerPolicy, CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import type { Logger } from '../log.ts';
import type { LanguageModel, ModelReply, ModelRequest, TextSink } from './language-model.ts';
import { ModelFailure } from './model-failure.ts';

/** When a model is left alone, and for how long. */
export interface CircuitSettings {
  /** So many failures in a row open the circuit. */
  failures: number;
  /** How long the model is not asked then, milliseconds; after that one call tries it. */
  restMs: number;
}

const USUAL: CircuitSettings = { failures: 5, restMs: 30_000 };

/** What one model's failures in a row lead to. The roles that ask the same model share one. */
export class Circuit {
  readonly #policy: CircuitBreakerPolicy;
  /** When it opens, and for how long. */
  readonly settings: CircuitSettings;

  /** @param id the model's, for the log. */
  constructor(id: string, log: Logger, settings: CircuitSettings = USUAL) {
    this.settings = settings;
    this.#policy = circuitBreaker(handleType(Counted), {
      halfOpenAfter: settings.restMs,
      breaker: new ConsecutiveBreaker(settings.failures),
    });
    this.#policy.onBreak(() =>
      log.warn({ model: id, restMs: settings.restMs }, 'a model fails again and again; it rests'),
    );
    this.#policy.onReset(() => log.info({ model: id }, 'a model that rested answers again'));
  }

  /**
   * Runs a call of the model.
   * @throws Resting when the model is not to be asked; whatever the call throws.
   */
  async run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    // While one call tries it the policy would make the others wait for its end, which may be a minute away.
    if (this.#isTrying) throw new Resting();
    let ran = false;
    const counted = async () => {
      ran = true;
      const isTrial = this.#isTrying;
      try {
        return await call();
      } catch (error) {
        // A trial that its caller breaks off has shown nothing: the circuit stays open.
        if (isModelsFault(error) || (isTrial && signal?.aborted)) throw new Counted('', { cause: error });
        throw error;
      }
    };
    try {
      return await this.#policy.execute(counted);
    } catch (error) {
      if (error instanceof Counted) throw error.cause;
      throw ran ? error : new Resting();
    }
  }

  get #isTrying(): boolean {
    return this.#policy.state === CircuitState.HalfOpen;
  }
}

/** A failure that counts. */
class Counted extends Error {}

/** The model was not asked, as its circuit is open. */
export class Resting extends Error {}

/**
 * Whether a failure tells of the model and not of this one request: a request that the server refuses as such (400, 413, 422)
 * an answer that the model ended itself and one that is not the object it should be say nothing about the next question. A wrong key (401, 403) and an unknown
 * model (404) fail for every question, as 408, 429 and 5xx may. A caller that goes away is nobody's failure.
 */
export function isModelsFault(error: unknown): boolean {
  if (!(error instanceof ModelFailure) || ['unfinished', 'off-schema'].includes(error.reason)) return false;
  const isRefusedRequest = error.status !== undefined && error.status < 500 && !error.retryable;
  return !isRefusedRequest || [401, 403, 404].includes(error.status as number);
}

/** A model that is left alone for a while after it has failed several times in a row. */
export class CircuitLanguageModel implements LanguageModel {
  readonly id: string;
  readonly #model: LanguageModel;
  readonly #circuit: Circuit;

  constructor(model: LanguageModel, circuit: Circuit) {
    this.id = model.id;
    this.#model = model;
    this.#circuit = circuit;
  }

  /** @throws ModelFailure `not-asked`, at once, while the circuit is open; else as the model does. */
  async reply(request: ModelRequest, signal?: AbortSignal, onText?: TextSink): Promise<ModelReply> {
    signal?.throwIfAborted();
    try {
      return await this.#circuit.run(() => this.#model.reply(request, signal, onText), signal);
    } catch (error) {
      throw error instanceof Resting ? this.#notAsked() : error;
    }
  }

  #notAsked(): ModelFailure {
    const { failures, restMs } = this.#circuit.settings;
    const message = `The model ${this.id} was not asked: it failed ${failures} times in a row, and rests for ${restMs / 1000} s.`;
    return new ModelFailure(message, { reason: 'not-asked', retryable: true });
  }
}
