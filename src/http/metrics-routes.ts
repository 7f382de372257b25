import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Metrics } from '../metrics/metrics.ts';

const metricsText = z.string().meta({
  description: 'Every metric with its help and type, in the text format 0.0.4.',
  examples: [
    '# TYPE goldsmith_lookups_total counter\ngoldsmith_lookups_total{outcome="hit",reason="same-words"} 1027\n',
  ],
});

/** `GET /metrics`, for Prometheus. */
export function metricsRoutes(metrics: Metrics): FastifyPluginAsyncZod {
  return async (server) => {
    const schema = {
      summary: 'Tell the metrics to Prometheus',
      description: 'Numbers only, no text of any user. While the database is away, what this process knows by itself.',
      tags: ['operation'],
      response: { 200: { description: 'The metrics.', content: { 'text/plain': { schema: metricsText } } } },
    };
    server.get('/metrics', { schema }, async (_request, reply) => {
      reply.type(metrics.contentType);
      return metrics.scrape();
    });
  };
}
