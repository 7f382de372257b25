import type { TrainingReport } from '../matching/training-set.ts';
import type { ChosenCut } from './choose-cut.ts';
import type { ChangedClusters } from './cluster-phrasings.ts';
import type { EmptyWindow } from './empty-window.ts';
import type { NightStage } from './night-stage.ts';
import type { SharedDemand } from './shared-demand.ts';
import type { KnowledgeGap } from './written-answers.ts';

/** How a night ended. `partial`: something of it failed or was stopped, the rest stands. */
export type NightStatus = 'success' | 'partial' | 'failed';

/** A cluster that was picked for an answer. */
export interface PickedQuestion {
  /** Its canonical question. */
  question: string;
  /** Two-letter code, or null when it cannot be told. */
  language: string | null;
  /** Of the cluster alone. */
  asked: number;
  users: number;
  /** Over all languages that the question is asked in: by this it was picked. */
  subject: SharedDemand;
}

/** The questions asked in several languages, each in a cluster per language. */
export interface SubjectCounts {
  found: number;
  /** Clusters in them. */
  clusters: number;
  /** Pairs of clusters that the night's model was asked about, part of all pairs it was asked about. */
  judgeCalls: number;
}

/** What a night did. Filled in as it goes. */
export interface NightReport {
  status: NightStatus;
  dryRun: boolean;
  /** True for a run that only rewrites what is stale: it reads no questions and trains nothing. */
  onlyStale: boolean;
  /** Answers that were stale when the run began, and those that still are: they are not served. */
  stale: { found: number; left: number };
  /** Answers that stood while pages came that are among the best for their questions, and those that gave way to a new one. */
  lookedAgain: { found: number; replaced: number };
  /** User messages in the window. */
  analysed: number;
  /** The window, where it held none. */
  emptyWindow?: EmptyWindow;
  /** Those left out, by reason. */
  left: Record<string, number>;
  /** Different wordings among the rest. */
  distinct: number;
  clusters: number;
  /** Phrasings in no cluster. */
  outliers: number;
  /** Pairs of questions that were put to the night's model. */
  judgeCalls: number;
  /** Those of them of which it was remembered what it had said: it was not asked again. */
  judgeRemembered: number;
  /** How often it errs about pairs, as estimated; undefined when it was not asked. */
  judgeError: number | undefined;
  /** Why it was not asked, though there is one that could be. */
  judgeOmitted: string | undefined;
  /** The largest cluster's part of all phrasings, 0 to 1. */
  largestClusterShare: number;
  changes: ChangedClusters | undefined;
  /** Where merging stopped, and how that was chosen; undefined when it was not left to the night. */
  cut: ChosenCut | undefined;
  subjects: SubjectCounts;
  /** Clusters picked for an answer as they have none that stands, most demanded first. */
  picked: PickedQuestion[];
  created: number;
  updated: number;
  /** Answers that stood already and whose sources have not changed. */
  kept: number;
  /** Texts that stand beside answers that people wrote, for them to decide. */
  proposed: number;
  withdrawn: number;
  gaps: KnowledgeGap[];
  matcher: TrainingReport | undefined;
  matcherReplaced: boolean;
  /** The different wordings of the window, where they are too few beside those that the matcher was trained on. */
  heardTooFew?: number;
  /** Hits since last night that the night's model checked, and how many of them it found wrong. */
  checkedHits: { checked: number; wrong: number };
  /** Cultural chunks that were rewritten. */
  culturalChunks: number;
  /** Those that kept their text because the new one was refused, and why. */
  culturalRefused: string[];
  /** Those of the night's model, its judging included. */
  tokens: number;
  /** What they cost, US dollars; undefined when a price is not known. */
  cost: number | undefined;
  /** Which limit of its budget ended the asking of the night's model, in words; undefined when none did. */
  budgetReached: string | undefined;
  seconds: number;
  stageSeconds: Partial<Record<NightStage, number>>;
  errors: string[];
}

/** A report before anything was done. */
export function emptyReport(dryRun: boolean): NightReport {
  return {
    status: 'failed',
    dryRun,
    onlyStale: false,
    stale: { found: 0, left: 0 },
    lookedAgain: { found: 0, replaced: 0 },
    analysed: 0,
    left: {},
    distinct: 0,
    clusters: 0,
    outliers: 0,
    judgeCalls: 0,
    judgeRemembered: 0,
    judgeOmitted: undefined,
    judgeError: undefined,
    largestClusterShare: 0,
    changes: undefined,
    cut: undefined,
    subjects: { found: 0, clusters: 0, judgeCalls: 0 },
    picked: [],
    created: 0,
    updated: 0,
    kept: 0,
    proposed: 0,
    withdrawn: 0,
    gaps: [],
    matcher: undefined,
    matcherReplaced: false,
    checkedHits: { checked: 0, wrong: 0 },
    culturalChunks: 0,
    culturalRefused: [],
    tokens: 0,
    cost: 0,
    budgetReached: undefined,
    seconds: 0,
    stageSeconds: {},
    errors: [],
  };
}
