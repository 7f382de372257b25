import { GoldsmithError, messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { LanguageModel, ModelReply, ModelRequest, TextSink } from './language-model.ts';

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

  /**
   * Once a model has begun to answer no other takes its place: the user has read its beginning.
   * @throws GoldsmithError `model-failed` when none answers; its cause holds what each threw.
   */
  async reply(request: ModelRequest, signal?: AbortSignal, onText?: TextSink): Promise<ModelReply> {
    const failures: unknown[] = [];
    let hasBegun = false;
    const sink: TextSink | undefined =
      onText &&
      ((text) => {
        hasBegun = true;
        return onText(text);
      });
    for (const model of this.#models) {
      try {
        return await model.reply(request, signal, sink);
      } catch (error) {
        if (signal?.aborted || hasBegun) throw error;
        failures.push(error);
        this.#log.warn({ model: model.id, reason: messageOf(error) }, 'a model failed');
      }
    }
    const message = `No model answered. ${failures.map(messageOf).join(' ')}`;
    throw new GoldsmithError('model-failed', message, { retryable: true, cause: new AggregateError(failures) });
  }
}
