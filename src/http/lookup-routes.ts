import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';

const lookupParams = z.object({ key: z.uuid('must be the lookup_id of a chat response') });

const markedResponse = z.object({
  success: z.literal(true),
  /** False when the question is no longer known, so that the mark only counts. */
  never_again: z.boolean(),
});

/** `POST /lookups/{key}/wrong`: a client says that the golden answer it got does not answer its question. */
export function lookupRoutes(golden: GoldenAnswerService): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/lookups/:key/wrong',
      { schema: { params: lookupParams, response: { 200: markedResponse } } },
      async (request) => {
        const { counterExample } = await golden.markWrong(request.params.key);
        return { success: true as const, never_again: counterExample };
      },
    );
  };
}
