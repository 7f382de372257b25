import { GoldsmithError } from '../errors.ts';
import type { LanguageModel, ModelReply, ModelRequest, TextSink } from './language-model.ts';
import type { ModelCall, ModelRole } from './model-call-recorder.ts';
import { ModelFailure } from './model-failure.ts';

/** Where calls are told. */
export interface CallLedger {
  /** Takes a call; returns at once. */
  record(call: ModelCall): void;
}

/** A model of a role each of whose calls is recorded, however it ends. */
export class AccountedLanguageModel implements LanguageModel {
  readonly id: string;
  readonly #model: LanguageModel;
  readonly #role: ModelRole;
  readonly #ledger: CallLedger;

  constructor(model: LanguageModel, role: ModelRole, ledger: CallLedger) {
    this.id = model.id;
    this.#model = model;
    this.#role = role;
    this.#ledger = ledger;
  }

  async reply(request: ModelRequest, signal?: AbortSignal, onText?: TextSink): Promise<ModelReply> {
    const start = performance.now();
    const passed = () => performance.now() - start;
    const call: Omit<ModelCall, 'outcome' | 'milliseconds'> = { at: new Date(), role: this.#role, model: this.id };
    const timed: TextSink | undefined =
      onText &&
      ((text) => {
        call.firstTextMs ??= passed();
        return onText(text);
      });
    try {
      const reply = await this.#model.reply(request, signal, timed);
      this.#ledger.record({ ...call, ...answered(reply), milliseconds: passed() });
      return reply;
    } catch (error) {
      const isFailure = error instanceof GoldsmithError && !signal?.aborted;
      this.#ledger.record({ ...call, ...(isFailure ? failed(error) : ABORTED), milliseconds: passed() });
      throw error;
    }
  }
}

/** The caller went away, or could not take the answer. */
const ABORTED = { outcome: 'aborted' } as const;

function answered({ text, inputTokens, cachedInputTokens, outputTokens, cost }: ModelReply) {
  const outcome = text === undefined ? ('unanswerable' as const) : ('ok' as const);
  return { outcome, usage: { inputTokens, cachedInputTokens, outputTokens }, cost };
}

function failed(error: GoldsmithError) {
  const outcome = 'failed' as const;
  if (!(error instanceof ModelFailure)) return { outcome, error: error.code };
  return { outcome, error: error.reason, status: error.status, usage: error.usage };
}
