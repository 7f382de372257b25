import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { VERSION } from '../config.ts';
import { reportServedQuality } from '../golden/served-quality.ts';

/** How long the database may take to answer before it counts as away, milliseconds. */
const PING_TIMEOUT_MS = 2_000;

const servedResponse = z.object({
  share_24_hours: z.number().nullable(),
  share_30_days: z.number().nullable(),
  marked_wrong: z.number(),
  wrong_share: z.object({
    estimate: z.number().nullable(),
    interval: z.tuple([z.number(), z.number()]).nullable(),
    at_least: z.number().nullable(),
    checked: z.number(),
    says: z.string(),
  }),
});

const healthResponse = z
  .object({
    status: z.enum(['healthy', 'degraded']),
    service: z.string(),
    version: z.string(),
    mode: z.enum(['full', 'cache-only', 'model-only']),
    available_services: z.array(z.string()),
    memory: z.object({ postgresql: z.boolean(), vector_db: z.boolean() }),
    migrations: z.object({ state: z.enum(['pending', 'done', 'failed']), reason: z.string().optional() }),
    golden_answers: z.number().nullable(),
    served: servedResponse.nullable(),
    upstream: z
      .object({ faults: z.record(z.string(), z.number()) })
      .optional()
      .describe('Where there is one: how often what went wrong with it since the start'),
  })
  .meta({
    description: 'How the server is.',
    examples: [
      {
        status: 'healthy',
        service: 'goldsmith',
        version: VERSION,
        mode: 'full',
        available_services: [
          'postgresql',
          'knowledge',
          'golden-answers',
          'all-MiniLM-L6-v2-int8-afdb6f1a0e45',
          'offline',
        ],
        memory: { postgresql: true, vector_db: true },
        migrations: { state: 'done' },
        golden_answers: 74,
        served: null,
      },
    ],
  });

/** `GET /health`, in the shape of the system that Goldsmith re-creates, with what is true now. */
export function healthRoutes(app: App): FastifyPluginAsyncZod {
  return async (server) => {
    const schema = {
      summary: 'Tell what is there and what is away',
      description: 'Always 200 while the server runs; `status` and `mode` say how it is.',
      tags: ['operation'],
      response: { 200: healthResponse },
    };
    server.get('/health', { schema }, async () => {
      const [answer, chunks, quality] = await Promise.all([
        numberOrNothing(async (signal) => (await app.database.query('SELECT 1', [], { signal })).length),
        numberOrNothing((signal) => app.search.chunkCount(signal)),
        app.servedQuality.current(),
      ]);
      const postgresql = answer !== undefined;
      const migrations = app.migration.current;
      const answers = app.golden.answerCount;
      const healthy = postgresql && chunks !== undefined && migrations.state === 'done';
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
          ...new Set(Object.values(app.models).flatMap((model) => model.id.split(','))),
        ],
        memory: { postgresql, vector_db: (chunks ?? 0) > 0 },
        migrations,
        golden_answers: answers ?? null,
        served: postgresql && quality ? reportServedQuality(quality) : null,
        ...(app.upstream && { upstream: { faults: app.upstream.faults } }),
      };
    });
  };
}

/** A number that the database gives; undefined when it cannot or takes too long. */
async function numberOrNothing(ask: (signal: AbortSignal) => Promise<number>): Promise<number | undefined> {
  try {
    return await ask(AbortSignal.timeout(PING_TIMEOUT_MS));
  } catch {
    return undefined;
  }
}
