import { GoldsmithError, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { LanguageModel, ModelReply, ModelRequest } from './language-model.ts';

/** Several models as one: each is asked in turn until one answers. */
export class FallbackLanguageModel implements LanguageModel {
  readonly id: string;
  readonly #models: LanguageModel[];
  readonly #log: Logger;

  constructor(models: LanguageModel[], log: Logger) {
    this.id = models.map((model) => model.id).join(',');
    this.#models = models;
    this.#log = log;
  }

  async reply(request: ModelRequest, signal?: AbortSignal): Promise<ModelReply> {
    const failures: string[] = [];
    for (const model of this.#models) {
      try {
        return await model.reply(request, signal);
      } catch (error) {
        if (signal?.aborted) throw error;
        failures.push(messageOf(error));
        this.#log.warn({ model: model.id, reason: messageOf(error) }, 'a model failed');
      }
    }
    throw new GoldsmithError('model-failed', `No model answered. ${failures.join(' ')}`, { retryable: true });
  }
}
