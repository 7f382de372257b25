import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import { errorResponse } from './describe-error.ts';

const lookupParams = z.object({
  key: z
    .uuid('must be the lookup_id of a chat response')
    .describe('`lookup_id` of an answer, or its header `x-goldsmith-lookup`')
    .meta({ examples: ['5b0b6b0c-3c1c-4a53-9d0c-0c8f1f0e7a11'] }),
});

const markedResponse = z
  .object({
    success: z.literal(true),
    never_again: z.boolean().describe('False when the question is no longer known, so that the mark only counts'),
  })
  .meta({ description: 'The answer is marked.', examples: [{ success: true, never_again: true }] });

/** `POST /lookups/{key}/wrong`: a client says that the golden answer it got does not answer its question. */
export function lookupRoutes(golden: GoldenAnswerService): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/lookups/:key/wrong',
      {
        schema: {
          summary: 'Mark an answer as wrong',
          description:
            'Says that the golden answer of a lookup does not answer its question. From then on that question, in the same words or others that mean the same, is not answered so again. Marking again changes nothing.',
          tags: ['chat'],
          params: lookupParams,
          response: {
            200: markedResponse,
            400: errorResponse.describe('The key is none.'),
            404: errorResponse.describe('Nobody made this lookup, or it was no hit.'),
            503: errorResponse.describe('The database is away; try again.'),
          },
        },
      },
      async (request) => {
        const { counterExample } = await golden.markWrong(request.params.key);
        return { success: true as const, never_again: counterExample };
      },
    );
  };
}
