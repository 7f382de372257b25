import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ChatAnswer, ChatService } from '../chat/chat-service.ts';
import { reasonNotStorable } from '../database/storable-text.ts';

const LONGEST_QUERY = 8_000;

const text = z.string().superRefine((value, context) => {
  const reason = reasonNotStorable(value);
  if (reason) context.addIssue(reason);
});

const chatRequest = z.object({
  query: text.trim().min(1, 'must not be empty').max(LONGEST_QUERY, `must have at most ${LONGEST_QUERY} characters`),
  user_email: text.min(1).max(320),
  conversation_history: z
    .array(z.object({ role: z.enum(['user', 'assistant']), content: text }))
    .max(200)
    .optional(),
});

const chatResponse = z.object({
  success: z.literal(true),
  response: z.string(),
  model_used: z.string(),
  ai_used: z.string(),
  sources: z.array(
    z.object({ title: z.string(), url: z.string().nullable(), path: z.string(), headings: z.array(z.string()) }),
  ),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
  /** Which way the question went to a model, and why; null for a hit. */
  route: z.object({ name: z.enum(['casual', 'business', 'code']), why: z.string() }).nullable(),
  /** By it a wrong answer can be marked. */
  lookup_id: z.string(),
});

/** The chat endpoint of the system that Goldsmith re-creates. */
export function chatRoutes(chat: ChatService): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/bali-zero/chat',
      { schema: { body: chatRequest, response: { 200: chatResponse } } },
      async (request, reply) => {
        const { query, user_email, conversation_history } = request.body;
        const asked = { question: query, userId: user_email, history: conversation_history };
        const answer = await chat.answer(asked, abortedWithClient(reply));
        reply.headers(headersOf(answer));
        return {
          success: true as const,
          response: answer.response,
          model_used: answer.modelUsed,
          ai_used: answer.aiUsed,
          sources: answer.sources,
          usage: { input_tokens: answer.usage.inputTokens, output_tokens: answer.usage.outputTokens },
          route: answer.route ? { name: answer.route.name, why: answer.route.why } : null,
          lookup_id: answer.lookup.key,
        };
      },
    );
  };
}

/** For proxies and for whoever looks: hit, miss or bypass, why, the lookup's milliseconds, and the way to a model. */
function headersOf({ lookup, route }: ChatAnswer): Record<string, string> {
  const headers: Record<string, string> = {
    'x-goldsmith': lookup.outcome,
    'x-goldsmith-reason': lookup.reason,
    'x-goldsmith-ms': lookup.milliseconds.toFixed(3),
  };
  if (lookup.cluster !== undefined) headers['x-goldsmith-cluster'] = String(lookup.cluster);
  if (route) headers['x-goldsmith-route'] = route.name;
  return headers;
}

/** A signal that is aborted when the client hangs up before its answer is out. */
function abortedWithClient(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('The client hung up.'));
  });
  return controller.signal;
}
