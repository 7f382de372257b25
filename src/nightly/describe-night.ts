import type { ChangedClusters } from './cluster-phrasings.ts';
import { describeEmptyWindow } from './empty-window.ts';
import type { NightReport, PickedQuestion, SubjectCounts } from './night-report.ts';

/** Lines of a list that are shown. */
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
