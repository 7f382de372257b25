import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ChatAnswer, ChatQuestion } from '../chat/chat-answer.ts';
import type { ChatService } from '../chat/chat-service.ts';
import { reasonNotStorable } from '../database/storable-text.ts';
import { messageOf } from '../errors.ts';
import type { GoldenAnswer } from '../golden/golden-answer.ts';
import { LONGEST_QUESTION } from '../upstream/chat-completion.ts';
import { toFirstBad } from '../upstream/to-first-bad.ts';
import { cacheHeaders, routeHeader } from './cache-headers.ts';
import { clientSignal } from './client-signal.ts';
import { describeError, errorResponse } from './describe-error.ts';
import { EventStream } from './sse.ts';
import { wantsEvents } from './wants-events.ts';

const text = z
  .string()
  .refine((value) => reasonNotStorable(value) === undefined, { error: ({ input }) => reasonNotStorable(input) });

/** Of a conversation; the last few say what a question leans on. */
const MOST_TURNS = 200;

const chatRequest = z
  .object({
    query: text
      .trim()
      .min(1, 'must not be empty')
      .max(LONGEST_QUESTION, `must have at most ${LONGEST_QUESTION} characters`)
      .describe('The question'),
    user_email: text.min(1).max(320).describe('Who asks; any name will do'),
    conversation_history: toFirstBad(
      z
        .array(z.object({ role: z.enum(['user', 'assistant']), content: text }))
        .max(MOST_TURNS, `must have at most ${MOST_TURNS} turns`),
    )
      .optional()
      .describe('Earlier turns, oldest first'),
  })
  .meta({ examples: [{ query: 'What is a KITAS?', user_email: 'test@example.com' }] });

const chatResponse = z
  .object({
    success: z.literal(true),
    response: z.string().describe('The answer'),
    model_used: z.string().describe('`golden-answer-cache`, or `provider:model`'),
    ai_used: z.string().describe('`cache`, or the provider'),
    sources: z.array(
      z.object({ title: z.string(), url: z.string().nullable(), path: z.string(), headings: z.array(z.string()) }),
    ),
    usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
    route: z
      .object({ name: z.enum(['casual', 'business', 'code']), why: z.string() })
      .nullable()
      .describe('Which way the question went to a model, and why; null for a hit'),
    lookup_id: z.string().describe('By it the answer can be marked as wrong'),
  })
  .meta({
    examples: [
      {
        success: true,
        response: 'A KITAS is a limited stay permit for foreigners who live in Indonesia.',
        model_used: 'golden-answer-cache',
        ai_used: 'cache',
        sources: [{ title: 'What is a KITAS', url: null, path: 'en/kitas.md', headings: [] }],
        usage: { input_tokens: 0, output_tokens: 0 },
        route: null,
        lookup_id: '5b0b6b0c-3c1c-4a53-9d0c-0c8f1f0e7a11',
      },
    ],
  });

const chatEvents = z.string().meta({
  description:
    'With `Accept: text/event-stream`: `start`, then `text` as often as there is some, then `end` or `error`.',
  examples: [
    'event: start\ndata: {"outcome":"hit","reason":"same-words","cluster":4,"milliseconds":0.1,"lookup_id":"..."}\n\n' +
      'event: text\ndata: {"text":"A KITAS is"}\n\n' +
      'event: end\ndata: {"success":true,"response":"A KITAS is ...", ...}\n\n',
  ],
});

const description = `Answers from the cache where it is sure, else by the model. The headers say what the cache did:
\`x-goldsmith\` is \`hit\`, \`miss\` or \`bypass\`; \`x-goldsmith-reason\`, \`-cluster\`, \`-ms\` and \`-lookup\` say more.

With \`Accept: text/event-stream\` the answer comes as server-sent events: \`start\` (what the cache did, and for a miss the
route), \`text\` (pieces of the answer), \`end\` (the object that is the answer otherwise) or \`error\` (code, message).`;

/** The chat endpoint of the system that Goldsmith re-creates, as JSON or as server-sent events. */
export function chatRoutes(chat: ChatService): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/bali-zero/chat',
      {
        schema: {
          summary: 'Ask a question',
          description,
          tags: ['chat'],
          body: chatRequest,
          response: {
            200: {
              description: 'The answer.',
              content: { 'application/json': { schema: chatResponse }, 'text/event-stream': { schema: chatEvents } },
            },
            400: errorResponse.describe('The request is not usable; the message says what of it.'),
            413: errorResponse.describe('The request is too large.'),
            415: errorResponse.describe('The request is no JSON.'),
            502: errorResponse.describe('No model answered.'),
          },
        },
      },
      async (request, reply) => {
        const { query, user_email, conversation_history } = request.body;
        const asked = { question: query, userId: user_email, history: conversation_history };
        const signal = clientSignal(reply);
        if (wantsEvents(request.raw)) return stream(chat, asked, reply, signal);
        const answer = await chat.answer(asked, signal);
        reply.headers({ ...cacheHeaders(answer.lookup), ...routeHeader(answer.route) });
        const golden = answer.lookup.answer;
        if (!golden) return bodyOf(answer);
        reply.type('application/json; charset=utf-8');
        return hitBody(golden, answer);
      },
    );
  };
}

async function stream(
  chat: ChatService,
  asked: ChatQuestion,
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<undefined> {
  const events = new EventStream(reply, signal);
  try {
    const answer = await chat.answer(asked, signal, {
      begin: ({ lookup, route }) => {
        reply.headers({ ...cacheHeaders(lookup), ...routeHeader(route) });
        const { outcome, reason, cluster, key } = lookup;
        const milliseconds = Number(lookup.milliseconds.toFixed(3));
        return events.send(
          { outcome, reason, cluster, milliseconds, lookup_id: key, route: routeIn({ route }) },
          'start',
        );
      },
      text: (text) => events.send({ text }, 'text'),
    });
    await events.send(bodyOf(answer), 'end');
  } catch (error) {
    if (!events.isOpen) throw error;
    if (!signal.aborted) await sendError(events, error, reply);
  } finally {
    events.end();
  }
}

async function sendError(events: EventStream, error: unknown, reply: FastifyReply): Promise<void> {
  const { code, message } = describeError(error);
  reply.log.error({ code, reason: messageOf(error) }, 'a stream broke off');
  await events.send({ code, message }, 'error').catch(() => undefined);
}

function bodyOf(answer: ChatAnswer): z.output<typeof chatResponse> {
  return {
    success: true,
    response: answer.response,
    model_used: answer.modelUsed,
    ai_used: answer.aiUsed,
    sources: answer.sources,
    usage: { input_tokens: answer.usage.inputTokens, output_tokens: answer.usage.outputTokens },
    route: routeIn(answer),
    lookup_id: answer.lookup.key,
  };
}

/** The JSON of hits up to the lookup's key, by answer. */
const hitBodies = new WeakMap<GoldenAnswer, string>();

/** A hit's body as JSON: the same answers go out again and again. */
function hitBody(golden: GoldenAnswer, answer: ChatAnswer): string {
  let start = hitBodies.get(golden);
  if (start === undefined) {
    start = JSON.stringify({ ...bodyOf(answer), lookup_id: '' }).slice(0, -'"}'.length);
    hitBodies.set(golden, start);
  }
  return `${start}${answer.lookup.key}"}`;
}

function routeIn({ route }: Pick<ChatAnswer, 'route'>) {
  return route ? { name: route.name, why: route.why } : null;
}
