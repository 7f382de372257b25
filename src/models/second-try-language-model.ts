import type { LanguageModel, ModelReply, ModelRequest, TextSink } from './language-model.ts';
import { ModelFailure } from './model-failure.ts';

/** A model that is asked once more, and told what was wrong, when its answer is not the object that it was asked for. */
export class SecondTryLanguageModel implements LanguageModel {
  readonly id: string;
  readonly #model: LanguageModel;

  constructor(model: LanguageModel) {
    this.id = model.id;
    this.#model = model;
  }

  async reply(request: ModelRequest, signal?: AbortSignal, onText?: TextSink): Promise<ModelReply> {
    try {
      return await this.#model.reply(request, signal, onText);
    } catch (error) {
      if (!(error instanceof ModelFailure) || error.reason !== 'off-schema') throw error;
      const instructions = `${request.instructions}\n\nYour last answer was refused: ${error.message}`;
      return this.#model.reply({ ...request, instructions }, signal, onText);
    }
  }
}
