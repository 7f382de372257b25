import { z } from 'zod';
import type { ModelTurn } from '../models/language-model.ts';
import { toFirstBad } from './to-first-bad.ts';

const part = z.looseObject({ type: z.string(), text: z.string().optional() });

const message = z.looseObject({
  role: z.string().describe('`user` and `assistant` are the conversation; without an upstream all others are left out'),
  content: z.union([z.string(), toFirstBad(z.array(part))]).nullish(),
});

type CompletionMessage = z.output<typeof message>;

/** A request of OpenAI's chat completions, as far as Goldsmith looks at it; everything else is kept. */
export const chatCompletionRequest = z
  .looseObject({
    messages: toFirstBad(z.array(message).min(1)).describe('The question is the last one, of the role `user`'),
    model: z.string().nullish().describe('Any; an upstream is told it'),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    user: z
      .string()
      .nullish()
      .describe(
        'Who asks; nights answer what several users ask. A name of more than 320 characters is kept as its hash',
      ),
    safety_identifier: z.string().nullish().describe('Stands for `user` where that is absent'),
    n: z.number().nullish(),
    tools: z.array(z.unknown()).nullish(),
    tool_choice: z.unknown().optional(),
    functions: z.array(z.unknown()).nullish(),
    function_call: z.unknown().optional(),
    response_format: z.looseObject({ type: z.string() }).nullish(),
    modalities: toFirstBad(z.array(z.string())).nullish(),
    audio: z.unknown().optional(),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.number().nullish(),
    prediction: z.unknown().optional(),
    web_search_options: z.unknown().optional(),
    stop: z.unknown().optional(),
    store: z.boolean().nullish(),
  })
  .meta({
    description: "OpenAI's chat completion request; fields that are not named here are passed on to an upstream.",
    examples: [{ model: 'goldsmith', messages: [{ role: 'user', content: 'What is a KITAS?' }], user: 'anna' }],
  });

/** See {@link chatCompletionRequest}. */
export type ChatCompletionRequest = z.output<typeof chatCompletionRequest>;

/** Why a request asks for more than a stored text: {@link demandOf}. */
export type Demand =
  | 'no-question'
  | 'too-long'
  | 'images'
  | 'audio'
  | 'files'
  | 'tools'
  | 'functions'
  | 'json'
  | 'n'
  | 'logprobs'
  | 'prediction'
  | 'web-search'
  | 'stop'
  | 'store';

/** The longest question that is looked up, characters. */
export const LONGEST_QUESTION = 8_000;

/** So many earlier turns are looked at. */
const MOST_TURNS = 200;

/** Each with what of the request asks for it. */
const DEMANDS: [demand: Demand, field: string, isMade: (request: ChatCompletionRequest) => boolean][] = [
  ['tools', 'tools', ({ tools, tool_choice }) => (tools?.length ?? 0) > 0 && tool_choice !== 'none'],
  [
    'functions',
    'functions',
    ({ functions, function_call }) => (functions?.length ?? 0) > 0 && function_call !== 'none',
  ],
  ['images', 'messages', ({ messages }) => hasPart(messages, (type) => type.startsWith('image'))],
  [
    'audio',
    'messages',
    ({ messages, modalities, audio }) =>
      isGiven(audio) || modalities?.includes('audio') || hasPart(messages, (type) => type.includes('audio')),
  ],
  ['files', 'messages', ({ messages }) => hasPart(messages, (type) => !/^(text|refusal)$/.test(type))],
  ['json', 'response_format', ({ response_format }) => (response_format?.type ?? 'text') !== 'text'],
  ['n', 'n', ({ n }) => (n ?? 1) !== 1],
  ['logprobs', 'logprobs', ({ logprobs, top_logprobs }) => logprobs === true || isGiven(top_logprobs)],
  ['prediction', 'prediction', ({ prediction }) => isGiven(prediction)],
  ['web-search', 'web_search_options', ({ web_search_options }) => isGiven(web_search_options)],
  ['stop', 'stop', ({ stop }) => isGiven(stop) && !(Array.isArray(stop) && stop.length === 0)],
  ['store', 'store', ({ store }) => store === true],
  ['no-question', 'messages', ({ messages }) => questionOf(messages).trim() === ''],
  ['too-long', 'messages', ({ messages }) => questionOf(messages).length > LONGEST_QUESTION],
];

/**
 * What a request asks for that no stored text can give.
 * @returns the first such thing and the field that asks for it, or undefined where a text is all that is wanted.
 */
export function demandOf(request: ChatCompletionRequest): { demand: Demand; field: string } | undefined {
  const made = DEMANDS.find(([, , isMade]) => isMade(request));
  return made && { demand: made[0], field: made[1] };
}

/** The text of the last message where a user wrote it, else empty. */
export function questionOf(messages: readonly CompletionMessage[]): string {
  const last = messages.at(-1);
  return last?.role === 'user' ? textOf(last) : '';
}

/** What was said before the question, oldest first, without system prompts and tools. */
export function historyOf(messages: readonly CompletionMessage[]): ModelTurn[] {
  const turns: ModelTurn[] = [];
  for (const message of messages.slice(0, -1)) {
    const content = textOf(message);
    if (content && (message.role === 'user' || message.role === 'assistant')) {
      turns.push({ role: message.role, content });
    }
  }
  return turns.slice(-MOST_TURNS);
}

function textOf({ content }: CompletionMessage): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text }) => text ?? '').join('\n');
}

function hasPart(messages: readonly CompletionMessage[], isMeant: (type: string) => boolean): boolean {
  return messages.some(({ content }) => Array.isArray(content) && content.some(({ type }) => isMeant(type)));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
