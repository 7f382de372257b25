import { describeCost } from '../models/calls-by-role.ts';
import type { ClassifiedBy } from './classification.ts';

/** What one batch came to; the summary file holds it as JSON. */
export interface BatchSummary {
  /** `unfinished`: it still runs, or its process was killed. */
  status: 'unfinished' | 'done' | 'stopped' | 'failed';
  dryRun: boolean;
  /** Where the documents were read from. */
  path: string;
  startedAt: string;
  seconds: number;
  /** Documents that were read, bad ones included. */
  read: number;
  /** Documents that were classified, or in a dry run would be. */
  classified: number;
  /** Those among them that had been classified without a model before. */
  again: number;
  /** Documents that are done, or stood in the batch twice. */
  skipped: number;
  /** Documents that wait for a model: they are classified without one, and this batch had none that answered. */
  waiting: number;
  byTopic: Record<string, number>;
  byPriority: Record<string, number>;
  /** Who classified how many; `offline` is no model. */
  byModel: Record<string, number>;
  /** What was not classified, and why. */
  failed: { place: string; reason: string }[];
  /** Documents for which no model gave a classification, and what the last was told. */
  unanswered: { documents: number; lastReason: string | null };
  /** Whether models were not asked any more, as none had answered several times in a row. */
  modelsGivenUp: boolean;
  /** Whether it ended at its limit. */
  limitReached: boolean;
  /** Input and output tokens. */
  tokens: number;
  /** US dollars, of the calls whose cost is known. */
  cost: number;
  /** Calls whose cost is not known. */
  unpriced: number;
  /** Why it failed. */
  error: string | null;
}

/** A batch that has just begun. */
export function emptySummary(path: string, dryRun: boolean, startedAt: Date): BatchSummary {
  return {
    ...{ status: 'unfinished', dryRun, path, startedAt: startedAt.toISOString(), seconds: 0 },
    ...{ read: 0, classified: 0, again: 0, skipped: 0, waiting: 0 },
    ...{ byTopic: {}, byPriority: {}, byModel: {}, failed: [] },
    ...{ unanswered: { documents: 0, lastReason: null }, modelsGivenUp: false, limitReached: false },
    ...{ tokens: 0, cost: 0, unpriced: 0, error: null },
  };
}

/** Counts a document that was classified. */
export function countClassified(summary: BatchSummary, { topic, priority, model }: ClassifiedBy): void {
  summary.classified++;
  countOne(summary.byTopic, topic);
  countOne(summary.byPriority, priority);
  countOne(summary.byModel, model);
}

function countOne(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** A batch in words. */
export function describeBatch(summary: BatchSummary): string {
  const { dryRun, read, classified, again, skipped, waiting, failed } = summary;
  const counts = [
    `${classified} ${dryRun ? 'would be classified' : 'classified'}${again > 0 ? ` (${again} of them again, by a model)` : ''}`,
    `${skipped} done before`,
    ...(waiting > 0 ? [`${waiting} wait for a model`] : []),
    `${failed.length} failed`,
  ];
  const lines = [`${read} documents read from ${summary.path}: ${counts.join(', ')}`];
  if (summary.limitReached) lines.push('The limit was reached; run it again for the rest.');
  lines.push(...describeResult(summary));
  if (summary.error !== null) lines.push(`Failed: ${summary.error}`);
  return lines.join('\n');
}

function describeResult(summary: BatchSummary): string[] {
  if (summary.dryRun) return [];
  const lines: string[] = [];
  if (summary.classified > 0) {
    lines.push(`Topics      ${describeCounts(summary.byTopic)}`);
    lines.push(`Priorities  ${describeCounts(summary.byPriority)}`);
    lines.push(`Models      ${describeCounts(summary.byModel)}`);
  }
  if (summary.tokens > 0) lines.push(`Tokens      ${summary.tokens}, ${describeCost(summary.cost, summary.unpriced)}`);
  return [...lines, ...describeLack(summary)];
}

/** What a batch lacked that had no model, or none that answered. */
function describeLack({ unanswered, byModel, modelsGivenUp }: BatchSummary): string[] {
  const { documents, lastReason } = unanswered;
  const lines: string[] = [];
  if (documents > 0) lines.push(`No model classified ${documents} documents. The last time: ${lastReason}`);
  else if (byModel.offline)
    lines.push('Classified without a language model: set GOLDSMITH_MODEL_NIGHT, and run it again for better topics.');
  if (modelsGivenUp) lines.push('No model was asked any more after that; what is offline is done again next time.');
  return lines;
}

function describeCounts(counts: Record<string, number>): string {
  return Object.entries(counts)
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
