import type { Config } from '../config.ts';
import { countConversations } from '../conversations/count-conversations.ts';
import type { Database } from '../database/database.ts';
import { countGoldenAnswers } from '../golden/count-golden-answers.ts';
import { describeSavings, reportSavings, savedPerHit, savingsOf } from '../golden/savings.ts';
import {
  describeWrongShare,
  reportServedQuality,
  type ServedCount,
  servedQuality,
  servedShare,
} from '../golden/served-quality.ts';
import { countKnowledge } from '../knowledge/count-knowledge.ts';
import { callsByRole, describeCalls } from '../models/calls-by-role.ts';
import { monthOfCalls } from '../models/month-of-calls.ts';
import { describePast, describeRunning, nightStatus } from '../nightly/night-status.ts';
import { describeKnownJob, readKnownJobs } from '../schedule/known-jobs.ts';
import type { CommonOptions } from './run-settings.ts';
import { withDatabase } from './with-database.ts';

/**
 * `goldsmith status`: what is there, what the last night did, what was served and how often it was wrong, what it saved, what the
 * models cost.
 */
export async function status(options: CommonOptions): Promise<void> {
  await withDatabase(options, { migrated: true }, async ({ config, database, terminal }) => {
    const conversations = await countConversations(database);
    const knowledge = await countKnowledge(database);
    const golden = await countGoldenAnswers(database);
    const night = await nightStatus(database);
    const jobs = await readKnownJobs(database, new Date());
    const quality = await servedQuality(database);
    const calls = await callsByRole(database);
    const savings = savingsOf(quality, savedPerHit(await monthOfCalls(database), config.savedPerHit));
    terminal.result(
      {
        database: database.describe(),
        conversations,
        ...knowledge,
        golden_answers: golden.answers,
        stale_answers: golden.stale,
        drafts: golden.drafts,
        running_night: night.running,
        last_run: night.last,
        next_jobs: jobs,
        today: quality.today,
        last_24_hours: quality.lastDay,
        last_30_days: quality.lastMonth,
        served: reportServedQuality(quality),
        saved: reportSavings(savings),
        models_today: calls,
      },
      [
        `Database        ${describeDatabase(database, config)}`,
        `Conversations   ${conversations || 'none yet; a log is imported with: goldsmith import conversations FILE'}`,
        `Knowledge base  ${describeKnowledge(knowledge, config)}`,
        `Golden answers  ${golden.answers}${describeStale(golden.stale)}${describeDrafts(golden.drafts)}`,
        ...(night.running ? [`Night now       ${describeRunning(night.running)}`] : []),
        `Last night      ${night.last ? describePast(night.last) : 'none yet; run: goldsmith nightly'}`,
        `Next            ${jobs.map(describeKnownJob).join('\n                ') || 'no scheduler runs; start one with: goldsmith schedule'}`,
        `Served today    ${describeServed(quality.today)}`,
        `Served, 24 h    ${describeServed(quality.lastDay)}`,
        `Served, 30 d    ${describeServed(quality.lastMonth)}`,
        `Saved           ${describeSavings(savings)}`,
        `Wrong, 30 d     ${describeWrongShare(quality)}`,
        `Models today    ${calls.map(describeCalls).join('\n                ') || 'not asked'}`,
        `Marked wrong    ${quality.marked} of ${quality.lastMonth.hits} hits`,
      ].join('\n'),
    );
  });
}

/** An embedded one is open to psql as long as a command, such as serve, has it open. */
function describeDatabase(database: Database, { databaseUrl, dataFolder }: Config): string {
  if (databaseUrl) return database.describe();
  return `embedded, in ${dataFolder}; while serve runs: ${database.describe()}`;
}

function describeKnowledge({ documents, chunks }: { documents: number; chunks: number }, { chroma }: Config): string {
  if (documents > 0 || chroma) return `${documents} documents, ${chunks} chunks`;
  return 'none yet; it is read with: goldsmith ingest PATH';
}

function describeStale(count: number): string {
  return count === 0 ? '' : `, ${count} of them stale and not served; to rewrite them: goldsmith nightly --only-stale`;
}

function describeDrafts(count: number): string {
  return count === 0 ? '' : `, ${count} wait for somebody to approve them`;
}

function describeServed(count: ServedCount): string {
  const share = servedShare(count);
  return share === undefined ? 'no questions' : `${(100 * share).toFixed(1)}% of ${count.lookups} questions`;
}
