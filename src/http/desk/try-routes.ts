import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { type TryStep, tryQuestion } from '../../desk/api/try-it.ts';
import type { FindingStep } from '../../golden/find-golden-answer.ts';
import { deskRoute } from './desk-route.ts';

/** So many clusters are shown of those that were looked at. */
const SHOWN = 10;

/** Ask anything, and see why it is or is not answered from the cache. */
export function tryRoutes(scope: FastifyInstance, { golden }: App): void {
  deskRoute(scope, tryQuestion, async ({ body, signal }) => {
    const { answer, steps, questionOf, ...found } = await golden.explain(body.question, {
      hasHistory: body.in_talk,
      signal,
    });
    return {
      outcome: found.outcome,
      reason: found.reason,
      milliseconds: found.milliseconds,
      language: found.language ?? null,
      probability: found.probability ?? null,
      similarity: found.similarity ?? null,
      steps: steps.map((step) => toTold(step, questionOf)),
      answer: answer
        ? { id: answer.id, question: answer.canonicalQuestion, answer: answer.answer, language: answer.language }
        : null,
    };
  });
}

function toTold(step: FindingStep, questionOf: (cluster: number) => string | undefined): TryStep {
  if (step.step !== 'decide') return step;
  const best = step.considered.toSorted((a, b) => (b.score ?? b.similarity) - (a.score ?? a.similarity));
  const considered = best.slice(0, SHOWN).map(({ cluster, phrasing, similarity, score }) => ({
    cluster: cluster < 0 ? null : cluster,
    answers: questionOf(cluster) ?? null,
    ...{ phrasing, similarity },
    score: score ?? null,
  }));
  return { ...step, considered };
}
