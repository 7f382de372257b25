import type { App } from '../app.ts';
import type { CountedCalls } from '../models/model-call-tally.ts';
import { type Metric, oneOf, type Sample } from './sample.ts';

/** What this process has counted since its start. */
export const MEMORY_METRICS: Metric<App>[] = [
  {
    kind: 'counter',
    name: 'lookups_total',
    help: 'Questions by what the cache did and why',
    labels: ['outcome', 'reason'],
    read: ({ recorders }) =>
      recorders.lookups.tally.counts.map(({ outcome, reason, count }) => ({
        labels: { outcome, reason },
        value: count,
      })),
  },
  {
    kind: 'counter',
    name: 'model_calls_total',
    help: 'Calls of language models by role, model and how they ended',
    labels: ['role', 'model', 'outcome'],
    read: ({ recorders }) =>
      recorders.modelCalls.tally.calls.flatMap(({ role, model, outcomes }) =>
        Array.from(outcomes, ([outcome, value]) => ({ labels: { role, model, outcome }, value })),
      ),
  },
  {
    kind: 'counter',
    name: 'model_tokens_total',
    help: 'Tokens of language models; cached_input is a part of input',
    labels: ['role', 'model', 'kind'],
    read: ({ recorders }) => recorders.modelCalls.tally.calls.flatMap(tokensOf),
  },
  {
    kind: 'counter',
    name: 'model_cost_usd_total',
    help: 'What language models cost, US dollars, of the calls whose cost is known',
    labels: ['role', 'model'],
    read: perModel(({ cost }) => cost),
  },
  {
    kind: 'counter',
    name: 'model_calls_unpriced_total',
    help: 'Calls with tokens whose cost is not known',
    labels: ['role', 'model'],
    read: perModel(({ unpriced }) => unpriced),
  },
  {
    kind: 'gauge',
    name: 'served_golden_answers',
    help: 'Golden answers that this process serves; absent before they could be loaded',
    read: ({ golden }) => oneOf(golden.answerCount),
  },
  {
    kind: 'gauge',
    name: 'bookkeeping_pending_rows',
    help: 'Rows that this process has still to write',
    labels: ['rows'],
    read: perRecorder('pending'),
  },
  {
    kind: 'counter',
    name: 'bookkeeping_dropped_rows_total',
    help: 'Rows that were lost because the database was away for too long',
    labels: ['rows'],
    read: perRecorder('dropped'),
  },
  {
    kind: 'gauge',
    name: 'embedder_waiting_texts',
    help: 'Texts that wait for the embedding model',
    read: ({ embedder }) => oneOf(embedder.waiting),
  },
  {
    kind: 'counter',
    name: 'upstream_faults_total',
    help: 'What went wrong with the upstream',
    labels: ['fault'],
    read: ({ upstream }) =>
      Object.entries(upstream?.faults ?? {}).map(([fault, value]) => ({ labels: { fault }, value })),
  },
];

function tokensOf({ role, model, inputTokens, cachedInputTokens, outputTokens }: CountedCalls): Sample[] {
  const kinds = { input: inputTokens, cached_input: cachedInputTokens, output: outputTokens };
  return Object.entries(kinds).map(([kind, value]) => ({ labels: { role, model, kind }, value }));
}

function perModel(of: (calls: CountedCalls) => number): Metric<App>['read'] {
  return ({ recorders }) =>
    recorders.modelCalls.tally.calls.map((calls) => {
      const { role, model } = calls;
      return { labels: { role, model }, value: of(calls) };
    });
}

function perRecorder(of: 'pending' | 'dropped'): Metric<App>['read'] {
  return ({ recorders }) =>
    Object.entries({
      lookups: recorders.lookups,
      conversations: recorders.conversations,
      model_calls: recorders.modelCalls,
    }).map(([rows, { backlog }]) => ({ labels: { rows }, value: backlog[of] }));
}
