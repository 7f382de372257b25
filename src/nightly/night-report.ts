import type { TrainingReport } from '../matching/training-set.ts';
import type { ChosenCut } from './choose-cut.ts';
import type { ChangedClusters } from './cluster-phrasings.ts';
import { describeEmptyWindow, type EmptyWindow } from './empty-window.ts';
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

const SHOWN = 10;

/** The report as a person reads it. */
export function describeNight(report: NightReport): string {
  if (report.onlyStale) return describeStaleRun(report);
  if (report.analysed === 0 && report.status === 'success') {
    const none = report.emptyWindow
      ? describeEmptyWindow(report.emptyWindow)
      : 'There are no user messages in this time.';
    return [`Night ended: ${report.status}. ${none}`, ...describeQuietNight(report)].join('\n');
  }
  const left = Object.entries(report.left).map(([reason, count]) => `${count} ${reason}`);
  const lines = [
    `Night ended: ${report.status}${report.dryRun ? ' (dry run, nothing was written)' : ''}, ${report.seconds.toFixed(1)} s`,
    `Questions   ${report.analysed} read, ${report.distinct} different wordings${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}`,
    `Clusters    ${report.clusters}${describeChanges(report.changes)}${report.cut ? `, merged up to ${report.cut.cut}` : ''}; ${report.outliers} wordings stand alone${describeJudge(report)}`,
  ];
  if (report.judgeOmitted) lines.push(`Judge       not asked: ${report.judgeOmitted}`);
  if (report.subjects.found > 0) lines.push(describeSubjects(report.subjects));
  if (report.dryRun) {
    lines.push(`Would answer ${report.picked.length} clusters:`, ...shown(report.picked.map(describePicked)));
  } else {
    if (report.picked.length > 0)
      lines.push(
        `Picked      ${report.picked.length} without an answer that stands:`,
        ...shown(report.picked.map(describePicked)),
      );
    lines.push(
      describeAnswers(report),
      ...describeCulture(report),
      describeMatcher(report),
      ...describeChecked(report),
    );
  }
  lines.push(...describeLookedAgain(report));
  if (report.stale.left > 0) lines.push(describeLeft(report));
  lines.push(...describeGaps(report), ...describeErrors(report));
  return lines.join('\n');
}

/** What a night does without a message to read. */
function describeQuietNight(report: NightReport): string[] {
  const hasWritten = report.updated + report.withdrawn + report.stale.left > 0;
  return [
    ...(hasWritten ? [describeAnswers(report)] : []),
    ...describeCulture(report),
    ...describeChecked(report),
    ...describeLookedAgain(report),
    ...(report.stale.left > 0 ? [describeLeft(report)] : []),
    ...describeGaps(report),
  ];
}

function describeAnswers(report: NightReport): string {
  const withdrawn = report.withdrawn > 0 ? `, ${report.withdrawn} withdrawn` : '';
  return `Answers     ${report.created} new, ${report.updated} rewritten, ${report.kept} kept${describeProposed(report)}${withdrawn}; ${report.tokens} tokens${describeTokenCost(report)}`;
}

function describeChecked({ checkedHits: { checked, wrong } }: NightReport): string[] {
  return checked > 0 ? [`Checked     ${checked} of the answers served lately; ${wrong} of them wrong`] : [];
}

function describeTokenCost({ tokens, cost }: NightReport): string {
  if (tokens === 0) return '';
  return cost === undefined ? ', cost unknown' : `, $${cost.toFixed(4)}`;
}

function describeStaleRun(report: NightReport): string {
  const { status, seconds, stale, dryRun, errors } = report;
  if (stale.found + report.lookedAgain.found === 0 && errors.length === 0)
    return 'No golden answer is stale; there is nothing to rewrite.';
  const head = `Stale answers: ${status}${dryRun ? ' (dry run, nothing was written)' : ''}, ${seconds.toFixed(1)} s`;
  if (dryRun)
    return [
      head,
      `Would rewrite ${stale.found}:`,
      ...shown(report.picked.map(({ question }) => question)),
      ...describeLookedAgain(report),
    ].join('\n');
  return [
    head,
    `Answers     ${report.updated + report.created} rewritten${describeProposed(report)}, ${report.withdrawn} removed; ${report.tokens} tokens`,
    ...describeLookedAgain(report),
    ...(stale.left > 0 ? [describeLeft(report)] : []),
    ...describeGaps(report),
    ...describeErrors(report),
  ].join('\n');
}

function describeLookedAgain({ dryRun, lookedAgain: { found, replaced } }: NightReport): string[] {
  if (found === 0) return [];
  if (dryRun) return [`Would look again at ${found} answers, as later pages speak of their questions`];
  return [`Second look ${found} answers, as later pages speak of their questions; ${replaced} of them replaced`];
}

function describeProposed({ proposed }: NightReport): string {
  return proposed > 0 ? `, ${proposed} proposed beside what people wrote` : '';
}

function describeLeft({ stale }: NightReport): string {
  return `Stale       ${stale.left} answers could not be rewritten yet and are not served`;
}

function describeGaps({ gaps }: NightReport): string[] {
  if (gaps.length === 0) return [];
  const lines = gaps.map((gap) => `${gap.asked}x ${gap.question} (${gap.reason})`);
  return [`No answer   ${gaps.length} questions that the knowledge base does not answer:`, ...shown(lines)];
}

function describeErrors({ errors }: NightReport): string[] {
  return errors.length === 0 ? [] : [`Errors      ${errors.length}:`, ...shown(errors)];
}

function describeJudge({ judgeCalls, judgeRemembered }: NightReport): string {
  if (judgeCalls === 0) return '';
  const remembered = judgeRemembered > 0 ? ` (of ${judgeRemembered} it was remembered what it had said)` : '';
  return `; ${judgeCalls} pairs were put to the night's model${remembered}`;
}

function describeChanges(changes: ChangedClusters | undefined): string {
  if (!changes) return '';
  const parts = [
    [changes.created.length + changes.split.length, 'new'],
    [changes.grown.length, 'grown'],
    [changes.merged.length, 'merged'],
    [changes.vanished.length, 'vanished'],
    [changes.unchanged.length, 'unchanged'],
  ] as const;
  return ` (${parts
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(', ')})`;
}

function describeSubjects({ found, clusters, judgeCalls }: SubjectCounts): string {
  const how = judgeCalls > 0 ? `, of ${judgeCalls} pairs put to the night's model` : '';
  return `Languages   ${found} questions are asked in several languages (${clusters} clusters${how}) and share their demand`;
}

/** Its demand over all languages, and where there are several, what comes of its own. */
function describePicked({ question, language, asked, subject }: PickedQuestion): string {
  if (subject.languages.length < 2) return `${asked}x ${question}`;
  return `${subject.asked}x over ${subject.languages.join(', ')} (${asked}x in ${language}): ${question}`;
}

function describeMatcher({ matcher, matcherReplaced, heardTooFew }: NightReport): string {
  if (!matcher) return 'Matcher     not trained';
  if (heardTooFew !== undefined)
    return `Matcher     as before; ${heardTooFew} wordings are too few to set it by anew, beside the ${matcher.heard} that it rests on`;
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  return `Matcher     ${matcherReplaced ? 'new' : 'as before'}; of such questions it would serve ${percent(matcher.expectedServedShare)}, wrong ${percent(matcher.expectedWrongShare)} of those (at most ${percent(matcher.maxWrong)} wanted)`;
}

function shown(lines: readonly string[]): string[] {
  const rest = lines.length - SHOWN;
  return [...lines.slice(0, SHOWN).map((line) => `  ${line}`), ...(rest > 0 ? [`  ... and ${rest} more`] : [])];
}

function describeCulture({ culturalChunks, culturalRefused }: NightReport): string[] {
  if (culturalChunks === 0 && culturalRefused.length === 0) return [];
  const kept =
    culturalRefused.length > 0 ? `, ${culturalRefused.length} kept as they were: ${culturalRefused.join('; ')}` : '';
  return [`Culture     ${culturalChunks} chunks rewritten${kept}`];
}
