import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { VERSION } from '../config.ts';

/** How long the database may take to answer before it counts as away, milliseconds. */
const PING_TIMEOUT_MS = 2_000;

const healthResponse = z.object({
  status: z.enum(['healthy', 'degraded']),
  service: z.string(),
  version: z.string(),
  mode: z.enum(['full', 'cache-only', 'model-only']),
  available_services: z.array(z.string()),
  memory: z.object({ postgresql: z.boolean(), vector_db: z.boolean() }),
  migrations: z.object({ state: z.enum(['pending', 'done', 'failed']), reason: z.string().optional() }),
  golden_answers: z.number().nullable(),
});

/** `GET /health`, in the shape of the system that Goldsmith re-creates, with what is true now. */
export function healthRoutes(app: App): FastifyPluginAsyncZod {
  return async (server) => {
    server.get('/health', { schema: { response: { 200: healthResponse } } }, async () => {
      const chunks = await chunksInKnowledge(app);
      const postgresql = chunks !== undefined;
      const migrations = app.migration.current;
      const answers = app.golden.answerCount;
      const healthy = postgresql && migrations.state === 'done';
      return {
        status: healthy ? ('healthy' as const) : ('degraded' as const),
        service: 'goldsmith',
        version: VERSION,
        mode: postgresql ? ('full' as const) : answers ? ('cache-only' as const) : ('model-only' as const),
        available_services: [
          ...(postgresql ? ['postgresql'] : []),
          ...(chunks ? ['knowledge'] : []),
          ...(answers === undefined ? [] : ['golden-answers']),
          app.embedder.id,
          ...app.businessModel.id.split(','),
        ],
        memory: { postgresql, vector_db: (chunks ?? 0) > 0 },
        migrations,
        golden_answers: answers ?? null,
      };
    });
  };
}

/** How many chunks the knowledge base has; undefined when the database is away. */
async function chunksInKnowledge(app: App): Promise<number | undefined> {
  try {
    return await app.knowledge.chunkCount(AbortSignal.timeout(PING_TIMEOUT_MS));
  } catch {
    return undefined;
  }
}
