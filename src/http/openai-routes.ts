import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import type { ChatQuestion } from '../chat/chat-answer.ts';
import type { ChatService } from '../chat/chat-service.ts';
import { reasonNotStorable } from '../database/storable-text.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import {
  type ChatCompletionRequest,
  chatCompletionRequest,
  demandOf,
  historyOf,
  LONGEST_QUESTION,
  questionOf,
} from '../upstream/chat-completion.ts';
import { readCompletionRequest, userOf } from './asked-completion.ts';
import { cacheHeaders, routeHeader } from './cache-headers.ts';
import { clientSignal } from './client-signal.ts';
import {
  type Completion,
  CompletionChunks,
  completionEvents,
  completionHead,
  completionOf,
  completionResponse,
  hitCompletion,
  openAiError,
  RefusedField,
  toOpenAiError,
} from './openai-protocol.ts';
import { shortOrStream } from './short-or-stream.ts';
import { EventStream } from './sse.ts';
import { LONGEST_READ, passAnything, passCompletion } from './upstream-routes.ts';

const model = z
  .object({ id: z.string(), object: z.literal('model'), created: z.number(), owned_by: z.string() })
  .meta({ examples: [{ id: 'goldsmith', object: 'model', created: 1_790_000_000, owned_by: 'goldsmith' }] });
const models = z.object({ object: z.literal('list'), data: z.array(model) }).meta({
  examples: [
    { object: 'list', data: [{ id: 'goldsmith', object: 'model', created: 1_790_000_000, owned_by: 'goldsmith' }] },
  ],
});

const description = `OpenAI's protocol, streamed or not. The last message is the question, earlier messages of the user and the
assistant are its history. The headers say what the cache did: \`x-goldsmith\` is \`hit\`, \`miss\` or \`bypass\`;
\`x-goldsmith-reason\`, \`-cluster\`, \`-ms\` and \`-lookup\` say more.

With \`GOLDSMITH_UPSTREAM\` all that is no hit goes to that server, and its answer comes back, as they are. Not looked up are
requests that ask for more than a text (tools, images, JSON mode, \`n\` above 1, log probabilities, ...) or bear the header
\`x-goldsmith: bypass\`. Without an upstream Goldsmith's own model answers by its own instructions: system messages are left
out, and what asks for more than a text is refused with 400.`;

/**
 * OpenAI's protocol: `POST /v1/chat/completions`, `GET /v1/models` and `GET /v1/models/goldsmith`, answered by the chat or, with an upstream, by the
 * cache and the upstream; then everything else under `/v1` is the upstream's too.
 */
export function openAiRoutes(app: App): FastifyPluginAsyncZod {
  const { chat, upstream } = app;
  return async (server) => {
    server.setErrorHandler((error, request, reply) => {
      const { status, body } = toOpenAiError(error);
      if (status >= 500) request.log.error({ code: body.error.code, reason: messageOf(error) }, 'a request failed');
      return reply.status(status).send(body);
    });
    server.setNotFoundHandler((request, reply) => {
      const told = `There is no ${request.method} ${request.url.split('?')[0]}.`;
      return reply.status(404).send(toOpenAiError(new GoldsmithError('not-found', told)).body);
    });
    server.removeAllContentTypeParsers();
    // What has a name of its own here is found without a look at its parameters.
    const types = ['application/json', '*'];
    if (upstream)
      server.addContentTypeParser(types, (_: FastifyRequest, payload: Readable) =>
        shortOrStream(payload, LONGEST_READ),
      );
    else server.addContentTypeParser(types, { parseAs: 'buffer' }, (_, body, done) => done(null, body));

    server.post(
      '/chat/completions',
      {
        // The body is looked at as bytes first: an upstream gets the same.
        validatorCompiler: () => (value) => ({ value }),
        schema: {
          summary: "Ask a question in OpenAI's protocol",
          description,
          tags: ['openai'],
          body: chatCompletionRequest,
          response: {
            200: {
              description: 'The answer.',
              content: {
                'application/json': { schema: completionResponse },
                'text/event-stream': { schema: completionEvents },
              },
            },
            400: openAiError.describe('The request is not usable, or asks for what only an upstream can give.'),
            413: openAiError.describe('The request is too large.'),
            429: openAiError.describe("The upstream's limit, as it told it."),
            502: openAiError.describe('No model answered, or the upstream cannot be reached.'),
            504: openAiError.describe('The upstream sent nothing in time.'),
          },
        },
      },
      async (request, reply) => {
        const signal = clientSignal(reply);
        const body = request.body as unknown as Buffer | Readable | undefined;
        if (upstream) return passCompletion(upstream, request, body, reply, signal);
        return answerByChat(chat, readCompletionRequest(body as Buffer | undefined), request, reply, signal);
      },
    );

    const modelsSchema = {
      summary: 'List the models',
      description: 'One, `goldsmith`; with an upstream those of the upstream, as it tells them.',
      tags: ['openai'],
      response: {
        200: models,
        502: openAiError.describe('The upstream cannot be reached.'),
        504: openAiError.describe('The upstream sent nothing in time.'),
      },
    };
    const modelSchema = {
      summary: 'Tell of a model',
      description: 'There is one, `goldsmith`; with an upstream this is passed on to it.',
      tags: ['openai'],
      params: z.object({ model: z.string() }),
      response: { 200: model, 404: openAiError.describe('There is no such model.') },
    };
    const goldsmith = {
      id: 'goldsmith',
      object: 'model' as const,
      created: Math.floor(Date.now() / 1000),
      owned_by: 'goldsmith',
    };
    const namedModel = (name: string) => {
      if (name === goldsmith.id) return goldsmith;
      throw new GoldsmithError('not-found', `There is no model "${name}"; the only one is goldsmith.`);
    };
    server.get('/models', { schema: modelsSchema }, async (request, reply) =>
      upstream ? passAnything(upstream, request, reply) : { object: 'list' as const, data: [goldsmith] },
    );
    if (upstream) server.register(everythingElse(upstream));
    else server.get('/models/:model', { schema: modelSchema }, async (request) => namedModel(request.params.model));
  };
}

/** Whatever else a client of OpenAI may call. */
function everythingElse(upstream: NonNullable<App['upstream']>): FastifyPluginAsyncZod {
  return async (server) => {
    // Bodies go on as they come: they may be files.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_, payload, done) => done(null, payload));
    server.all('/*', { schema: { hide: true } as object }, (request, reply) => passAnything(upstream, request, reply));
  };
}

async function answerByChat(
  chat: ChatService,
  asked: ChatCompletionRequest,
  request: FastifyRequest,
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<Completion | string | undefined> {
  refuseDemands(asked);
  const question: ChatQuestion = {
    question: questionOf(asked.messages).trim(),
    userId: userOf(asked, request.headers),
    history: historyOf(asked.messages),
  };
  refuseNotStorable(question);
  if (asked.stream) return streamByChat(chat, question, asked, reply, signal);
  const answer = await chat.answer(question, signal);
  reply.headers({ ...cacheHeaders(answer.lookup), ...routeHeader(answer.route) });
  const head = completionHead(answer.lookup.key, asked.model);
  if (!answer.lookup.answer) return completionOf(head, answer.response, answer.usage);
  reply.type('application/json; charset=utf-8');
  return hitCompletion(head, answer.lookup.answer);
}

async function streamByChat(
  chat: ChatService,
  question: ChatQuestion,
  asked: ChatCompletionRequest,
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<undefined> {
  const events = new EventStream(reply, signal);
  const chunks = new CompletionChunks(events, asked.stream_options?.include_usage === true);
  try {
    const answer = await chat.answer(question, signal, {
      begin: ({ lookup, route }) => {
        reply.headers({ ...cacheHeaders(lookup), ...routeHeader(route) });
        chunks.begin(completionHead(lookup.key, asked.model));
      },
      text: (text) => chunks.text(text),
    });
    await chunks.end(answer.usage);
  } catch (error) {
    if (!events.isOpen) throw error;
    if (signal.aborted) return;
    reply.log.error({ reason: messageOf(error) }, 'a stream broke off');
    await events.send(toOpenAiError(error).body).catch(() => undefined);
  } finally {
    events.end();
  }
}

/** @throws RefusedField when Goldsmith cannot answer a request by itself. */
function refuseDemands(asked: ChatCompletionRequest): void {
  const { demand, field } = demandOf(asked) ?? {};
  if (demand === 'no-question')
    throw new RefusedField('messages', demand, 'The last message must be of the role "user" and hold text.');
  if (demand === 'too-long')
    throw new RefusedField('messages', demand, `The question must have at most ${LONGEST_QUESTION} characters.`);
  if (field) {
    const told = `Goldsmith answers with text only: it cannot serve "${field}" (${demand}) without an upstream (GOLDSMITH_UPSTREAM).`;
    throw new RefusedField(field, 'unsupported', told);
  }
}

/** @throws RefusedField for a text that cannot be kept. */
function refuseNotStorable({ question, userId, history }: ChatQuestion): void {
  const reason = reasonNotStorable(question) ?? reasonNotStorable(userId) ?? reasonNotStorable(history);
  if (reason) throw new RefusedField('messages', 'bad-input', `The request is not usable. One of its texts ${reason}.`);
}
