import type { NightReport } from './night-report.ts';

/** The stages of a night, in their order. */
export const NIGHT_STAGES = [
  'stale',
  'read',
  'embed',
  'cluster',
  'subjects',
  'write',
  'train',
  'check',
  'culture',
] as const;
export type NightStage = (typeof NIGHT_STAGES)[number];

/** A stage as it stands, or how it ended. `partial`: something of it failed; `stopped`: it was told to. */
export type StageStatus = 'running' | 'success' | 'partial' | 'stopped' | 'failed';

/** A stage's row in `night_stages`. */
export interface StageRow {
  stage: NightStage;
  status: StageStatus;
  started_at: Date;
  seconds: number;
  /** How far it is, where that can be counted. */
  done?: number;
  total?: number;
  counts: Record<string, unknown>;
  /** Of the night's model. */
  tokens: number;
  /** US dollars; undefined when a price is not known. */
  cost_usd: number | undefined;
  error?: string;
}

/** What a stage has counted, out of the report it fills in. */
export function countsOf(stage: NightStage, report: NightReport): Record<string, unknown> {
  switch (stage) {
    case 'stale':
      return { found: report.stale.found };
    case 'read':
      return { analysed: report.analysed, distinct: report.distinct, left: report.left };
    case 'embed':
      return { distinct: report.distinct };
    case 'cluster':
      return clusterCounts(report);
    case 'subjects':
      return { ...report.subjects };
    case 'write':
      return writeCounts(report);
    case 'train':
      return { replaced: report.matcherReplaced, ...report.matcher };
    case 'check':
      return { ...report.checkedHits };
    case 'culture':
      return { rewritten: report.culturalChunks, refused: report.culturalRefused.length };
  }
}

function clusterCounts({ clusters, outliers, judgeCalls, judgeRemembered, subjects, changes }: NightReport) {
  const changed = Object.entries(changes ?? {}).map(([what, ids]) => [what, ids.length]);
  const judged = { judgeCalls: judgeCalls - subjects.judgeCalls, judgeRemembered };
  return { clusters, outliers, ...judged, ...Object.fromEntries(changed) };
}

function writeCounts({ picked, created, updated, kept, proposed, withdrawn, gaps, stale }: NightReport) {
  return {
    picked: picked.length,
    created,
    updated,
    kept,
    proposed,
    withdrawn,
    gaps: gaps.length,
    staleLeft: stale.left,
  };
}
