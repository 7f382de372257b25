import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import pLimit from 'p-limit';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { Embedder } from './embedder.ts';
import { MiniLmModel } from './minilm-model.ts';

/** The bundled model: all-MiniLM-L6-v2 with int8 weights; `SOURCE.txt` beside it says how it was made. */
const BUNDLED_MODEL = new URL('../../models/all-MiniLM-L6-v2/', import.meta.url);

/** The longest input the model was made for, [CLS] and [SEP] included. */
const MAX_TOKENS = 128;

/**
 * So many texts are worked on at a time: one that the model's thread runs, and one that follows without a pause. A text is cut into
 * tokens when its turn comes: a hundred at once would hold up everything else for as long as all of them take.
 */
const AT_ONCE = 2;

/** A text of more characters is long. */
const LONG = 1_000;

/** Of a longer text so many windows of that length are taken. */
const MOST_WINDOWS = 16;

/**
 * all-MiniLM-L6-v2 in this process: 384 numbers, a few milliseconds for a short question.
 * One text a run: dynamic quantisation takes its scale from the whole batch, so in a batch a text's vector would depend
 * on its neighbours.
 */
export class MiniLmEmbedder implements Embedder {
  readonly id: string;
  readonly dimensions = 384;
  readonly #model: MiniLmModel;
  readonly #tokenizer: Tokenizer;
  readonly #startToken: number;
  readonly #endToken: number;
  readonly #inTurn = pLimit(AT_ONCE);

  private constructor(id: string, model: MiniLmModel, tokenizer: Tokenizer) {
    this.id = id;
    this.#model = model;
    this.#tokenizer = tokenizer;
    [this.#startToken, this.#endToken] = tokenizer.encode('').ids as [number, number];
  }

  /**
   * Loads the model.
   * @throws GoldsmithError `embedder-failed` when its files are missing or broken.
   */
  static async load(folder: URL = BUNDLED_MODEL): Promise<MiniLmEmbedder> {
    try {
      const weights = await readFile(new URL('model.int8.onnx', folder));
      const tokenizerJson = JSON.parse(await readFile(new URL('tokenizer.json', folder), 'utf8'));
      const tokenizerConfig = JSON.parse(await readFile(new URL('tokenizer_config.json', folder), 'utf8'));
      const digest = createHash('sha256').update(weights).digest('hex').slice(0, 12);
      const loading = MiniLmModel.load(weights);
      // Made while the model's thread starts. Long texts are cut into windows here, so the tokenizer must not cut them first.
      const tokenizer = new Tokenizer({ ...tokenizerJson, truncation: null }, tokenizerConfig);
      const model = await loading;
      return new MiniLmEmbedder(`all-MiniLM-L6-v2-int8-${digest}`, model, tokenizer);
    } catch (error) {
      throw new GoldsmithError(
        'embedder-failed',
        `The embedding model in ${folder.pathname} could not be loaded (${messageOf(error)}).`,
        {
          cause: error,
        },
      );
    }
  }

  embed(text: string, signal?: AbortSignal): Promise<Float32Array> {
    return this.#inTurn(() => this.#embed(text, signal));
  }

  async #embed(text: string, signal: AbortSignal | undefined): Promise<Float32Array> {
    // To cut a long text into tokens takes as long as other work may at a stretch: it does not come on top of any.
    if (text.length > LONG) await setImmediate();
    signal?.throwIfAborted();
    const sum = new Float32Array(this.dimensions);
    try {
      // A text longer than the model takes is the mean of its windows.
      for (const window of windowsOf(this.#contentTokens(text), MAX_TOKENS - 2)) {
        const vector = toUnitLength(await this.#model.run([this.#startToken, ...window, this.#endToken]));
        for (let i = 0; i < sum.length; i++) sum[i] += vector[i] * (window.length + 1);
        signal?.throwIfAborted();
      }
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw new GoldsmithError('embedder-failed', `The embedding model failed (${messageOf(error)}).`, {
        cause: error,
      });
    }
    return toUnitLength(sum);
  }

  get waiting(): number {
    return this.#inTurn.pendingCount;
  }

  countTokens(text: string): number {
    return this.#contentTokens(text).length;
  }

  async close(): Promise<void> {
    // When this has its turn, all that was asked for before has begun.
    await this.#inTurn(() => undefined);
    await this.#model.close();
  }

  #contentTokens(text: string): number[] {
    return this.#tokenizer.encode(text).ids.slice(1, -1);
  }
}

/**
 * At least one window, even of no tokens; all of nearly equal length, so that a short tail does not weigh too much. Of a text of
 * thousands of words some, from its beginning to its end: whoever sends one must not hold up everybody else.
 */
function windowsOf(tokens: number[], most: number): number[][] {
  const count = Math.max(1, Math.ceil(tokens.length / most));
  const size = Math.ceil(tokens.length / count);
  const taken = Math.min(count, MOST_WINDOWS);
  return Array.from({ length: taken }, (_, i) => {
    const window = taken === 1 ? 0 : Math.round((i * (count - 1)) / (taken - 1));
    return tokens.slice(window * size, (window + 1) * size);
  });
}

function toUnitLength(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const x of vector) squares += x * x;
  const scale = 1 / Math.max(Math.sqrt(squares), 1e-12);
  for (let i = 0; i < vector.length; i++) vector[i] *= scale;
  return vector;
}
