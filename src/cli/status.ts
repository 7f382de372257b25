import {
  describeWrongShare,
  reportServedQuality,
  type ServedCount,
  servedQuality,
  servedShare,
} from '../golden/served-quality.ts';
import { callsByRole, describeCalls } from '../models/calls-by-role.ts';
import type { CommonOptions } from './run-settings.ts';
import { withDatabase } from './with-database.ts';

interface LastRun {
  run_date: string;
  status: string;
  queries_analyzed: number;
  clusters_found: number;
  golden_answers_generated: number;
  golden_answers_updated: number;
  error_message: string | null;
}

/** `goldsmith status`: what is there, what the last night did, what was served and how often it was wrong, what the models cost. */
export async function status(options: CommonOptions): Promise<void> {
  await withDatabase(options, { migrated: true }, async ({ database, terminal }) => {
    const [counts] = await database.query<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM conversations) AS conversations, (SELECT count(*)::int FROM knowledge_documents) AS documents,
         (SELECT count(*)::int FROM knowledge_chunks) AS chunks, (SELECT count(*)::int FROM golden_answers) AS golden_answers,
         (SELECT count(*)::int FROM golden_answers WHERE stale_since IS NOT NULL) AS stale_answers`,
    );
    const [run] = await database.query<LastRun>(
      `SELECT run_date::text AS run_date, status, queries_analyzed, clusters_found, golden_answers_generated, golden_answers_updated, error_message
       FROM nightly_worker_runs ORDER BY created_at DESC, id DESC LIMIT 1`,
    );
    const quality = await servedQuality(database);
    const calls = await callsByRole(database);
    terminal.result(
      {
        database: database.describe(),
        ...counts,
        last_run: run ?? null,
        last_24_hours: quality.lastDay,
        last_30_days: quality.lastMonth,
        served: reportServedQuality(quality),
        models_today: calls,
      },
      [
        `Database        ${database.describe()}`,
        `Conversations   ${counts.conversations}`,
        `Knowledge base  ${counts.documents} documents, ${counts.chunks} chunks`,
        `Golden answers  ${counts.golden_answers}${describeStale(counts.stale_answers)}`,
        `Last night      ${run ? describeRun(run) : 'none yet; run: goldsmith nightly'}`,
        `Served, 24 h    ${describeServed(quality.lastDay)}`,
        `Served, 30 d    ${describeServed(quality.lastMonth)}`,
        `Wrong, 30 d     ${describeWrongShare(quality)}`,
        `Models today    ${calls.map(describeCalls).join('\n                ') || 'not asked'}`,
        `Marked wrong    ${quality.marked} of ${quality.lastMonth.hits} hits`,
      ].join('\n'),
    );
  });
}

function describeStale(count: number): string {
  return count === 0 ? '' : `, ${count} of them stale and not served; to rewrite them: goldsmith nightly --only-stale`;
}

function describeServed(count: ServedCount): string {
  const share = servedShare(count);
  return share === undefined ? 'no questions' : `${(100 * share).toFixed(1)}% of ${count.lookups} questions`;
}

function describeRun(run: LastRun): string {
  const answers = `${run.golden_answers_generated} answers new, ${run.golden_answers_updated} rewritten`;
  const line = `${run.run_date}, ${run.status}: ${run.queries_analyzed} questions, ${run.clusters_found} clusters, ${answers}`;
  return run.error_message ? `${line}\n                ${run.error_message.split('\n')[0]}` : line;
}
