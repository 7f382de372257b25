import {
  APICallError,
  generateText,
  type ModelMessage,
  NoObjectGeneratedError,
  Output,
  type LanguageModel as SdkModel,
} from 'ai';
import type { z } from 'zod';
import { messageOf } from '../errors.ts';
import { readObject } from './object-answer.ts';
import { type End, Misfit, requireWhole } from './sdk-answer.ts';

/** Asks one model for objects. */
export class SdkObjects {
  #refusesSchemas = false;

  /**
   * @throws Misfit when the answer is not an object that fits; Unfinished; what the SDK throws.
   */
  async ask(call: SdkCall, schema: z.ZodType): Promise<ObjectText & { object: unknown }> {
    const { text, end } = await this.#askForText(call, schema);
    requireWhole(end);
    try {
      return { object: readObject(text, schema), text: text.trim(), end };
    } catch (error) {
      throw new Misfit(messageOf(error), end.usage);
    }
  }

  /** Some servers of the openai kind refuse a schema (400, 422): those are told it in words alone from then on. */
  async #askForText(call: SdkCall, schema: z.ZodType): Promise<ObjectText> {
    if (this.#refusesSchemas) return withoutSchema(call);
    try {
      return await withSchema(call, schema);
    } catch (error) {
      if (!isRefusedRequest(error)) throw error;
      const answer = await withoutSchema(call);
      this.#refusesSchemas = true;
      return answer;
    }
  }
}

/** What an answer says that should be an object. */
export interface ObjectText {
  text: string;
  end: End;
}

/** A call as the SDK takes it. */
export interface SdkCall {
  model: SdkModel;
  instructions: string;
  messages: ModelMessage[];
  maxRetries: number;
  abortSignal: AbortSignal;
}

async function withSchema(call: SdkCall, schema: z.ZodType): Promise<ObjectText> {
  try {
    const { text, finishReason, usage } = await generateText({ ...call, output: Output.object({ schema }) });
    return { text, end: { finishReason, usage } };
  } catch (error) {
    if (!NoObjectGeneratedError.isInstance(error) || !error.usage) throw error;
    return { text: error.text ?? '', end: { finishReason: error.finishReason ?? 'stop', usage: error.usage } };
  }
}

async function withoutSchema(call: SdkCall): Promise<ObjectText> {
  const { text, finishReason, usage } = await generateText(call);
  return { text, end: { finishReason, usage } };
}

function isRefusedRequest(error: unknown): boolean {
  return APICallError.isInstance(error) && (error.statusCode === 400 || error.statusCode === 422);
}
