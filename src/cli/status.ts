import {
  describeWrongShare,
  reportServedQuality,
  type ServedCount,
  servedQuality,
  servedShare,
} from '../golden/served-quality.ts';
import { callsByRole, describeCalls } from '../models/calls-by-role.ts';
import { describePast, describeRunning, nightStatus } from '../nightly/night-status.ts';
import type { CommonOptions } from './run-settings.ts';
import { withDatabase } from './with-database.ts';

/** `goldsmith status`: what is there, what the last night did, what was served and how often it was wrong, what the models cost. */
export async function status(options: CommonOptions): Promise<void> {
  await withDatabase(options, { migrated: true }, async ({ database, terminal }) => {
    const [counts] = await database.query<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM conversations) AS conversations, (SELECT count(*)::int FROM knowledge_documents) AS documents,
         (SELECT count(*)::int FROM knowledge_chunks) AS chunks, (SELECT count(*)::int FROM golden_answers) AS golden_answers,
         (SELECT count(*)::int FROM golden_answers WHERE stale_since IS NOT NULL) AS stale_answers`,
    );
    const night = await nightStatus(database);
    const quality = await servedQuality(database);
    const calls = await callsByRole(database);
    terminal.result(
      {
        database: database.describe(),
        ...counts,
        running_night: night.running,
        last_run: night.last,
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
        ...(night.running ? [`Night now       ${describeRunning(night.running)}`] : []),
        `Last night      ${night.last ? describePast(night.last) : 'none yet; run: goldsmith nightly'}`,
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
