import type { Queryable } from '../database/database.ts';
import { isDatabaseUnavailable, messageOf } from '../errors.ts';
import type { AnswerState } from '../golden/answer-state.ts';
import { type AnswerStatus, standingOf } from '../golden/answer-status.ts';
import type { GivenPhrasing } from '../golden/place-phrasing.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { UnansweredClusters } from '../nightly/unanswered-clusters.ts';
import type { AnswerLine, FileAnswer } from './answer-file.ts';
import { type Actor, type DeskParts, recordAnswerChange, serveChanges } from './desk-parts.ts';
import { EarlierLines } from './earlier-lines.ts';
import { type AnswersByQuestion, findLineCluster, readAnswersByQuestion, wordsOfCluster } from './find-line-cluster.ts';
import { claimWordings, embedPhrasings, placeOf, reclaimQuestion } from './given-phrasings.ts';
import { differentFields, type SavedImport, saveImported } from './save-imported.ts';
import { newCluster, wordingsOf } from './write-by-hand.ts';

/** What an import did, or would do. */
export interface AnswerImport {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  /** How many lines were passed over, and all of them with why. */
  skipped: number;
  skippedLines: { line: number; reason: string }[];
}

/** What came of a line. */
export interface ImportedLine {
  line: number;
  question: string;
  change: 'created' | 'updated' | 'unchanged';
  /** What is different about an answer that was updated, such as `answer` and `phrasings`. */
  fields: string[];
  /** Of a dry run null for what would be new. */
  answerId: number | null;
}

/** Options of {@link importAnswers}. */
export interface ImportOptions {
  /** Changes nothing: every line is tried, and taken back. */
  dryRun?: boolean;
  signal?: AbortSignal;
  onProgress?: (report: AnswerImport) => void;
  /** Told of every line that was not passed over. */
  onLine?: (line: ImportedLine) => void;
}

/** Answers between two words about how far it is. */
const TOLD_EVERY = 50;

/**
 * Imports answers from the lines of a file: each takes the place of what was answered to its question, or is new; what it does not
 * say of an answer that is there stays. A line that cannot be taken is told by number and changes nothing, the others stand; importing a file again changes nothing.
 * @throws GoldsmithError `bad-input` when the file cannot be read; `database-unavailable`; the signal's reason.
 */
export async function importAnswers(
  lines: AsyncIterable<AnswerLine>,
  parts: DeskParts,
  actor: Actor,
  { dryRun = false, signal, onProgress, onLine }: ImportOptions = {},
): Promise<AnswerImport> {
  const report: AnswerImport = { read: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, skippedLines: [] };
  const file: ReadFile = { known: await readAnswersByQuestion(parts.database), earlier: new EarlierLines(), dryRun };
  const skip = (line: number, reason: string) => {
    report.skipped++;
    report.skippedLines.push({ line, reason });
  };
  for await (const read of lines) {
    signal?.throwIfAborted();
    if ('reason' in read) {
      skip(read.line, read.reason);
      continue;
    }
    report.read++;
    try {
      const imported = await importOne(parts, actor, read, file);
      report[imported.change]++;
      onLine?.(imported);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      skip(read.line, messageOf(error));
    }
    if (report.read % TOLD_EVERY === 0) onProgress?.(report);
  }
  if (!dryRun) await serveChanges(parts);
  return report;
}

/** Takes a dry run's transaction back. */
class TakenBack extends Error {
  readonly saved: SavedLine;
  constructor(saved: SavedLine) {
    super('taken back');
    this.saved = saved;
  }
}

interface SavedLine extends Omit<ImportedLine, 'line' | 'question'> {
  clusterId: number;
  status: AnswerStatus;
}

/** What is known beside a line that is imported. */
interface ReadFile {
  known: AnswersByQuestion;
  earlier: EarlierLines;
  dryRun: boolean;
}

async function importOne(
  parts: DeskParts,
  actor: Actor,
  { line, answer: given }: { line: number; answer: FileAnswer },
  { known, earlier, dryRun }: ReadFile,
): Promise<ImportedLine> {
  const wordings = wordingsOf(given);
  const embedded = await embedPhrasings(parts, wordings);
  const saving = parts.database.transaction(async (tx) => {
    const detected = embedded[0].language ?? null;
    const language = given.language === undefined ? detected : given.language;
    const found = await findLineCluster(tx, given, known, earlier);
    const clusterId = found ?? (await newCluster(tx, given.question, language));
    const { before, after } = await saveImported(tx, actor, given, { clusterId, detected });
    const fields = before ? differentFields(before, after) : [];
    const added = await placeAll(tx, parts, actor, embedded, { before, after }, earlier);
    if (before && added.length > 0) fields.push('phrasings');
    const change = !before ? 'created' : fields.length > 0 ? 'updated' : 'unchanged';
    if (change !== 'unchanged') await recordAnswerChange(tx, actor, 'answer.import', before, after, added);
    await new UnansweredClusters(tx).remove(clusterId);
    const saved: SavedLine = { clusterId, status: after.status, answerId: after.id, change, fields };
    if (dryRun) throw new TakenBack(saved);
    return saved;
  });
  const saved = await saving.catch((error: unknown) => {
    if (error instanceof TakenBack) return error.saved;
    throw error;
  });
  earlier.add(line, wordings, saved);
  const { change, fields } = saved;
  const answerId = dryRun && change === 'created' ? null : saved.answerId;
  return { line, question: given.question, change, fields, answerId };
}

/**
 * Gives the answer its wordings; those that are there stay as they are. Its question only where that is new to it or it comes back:
 * that of an answer which was there may have gone elsewhere since. Returns the words of the others.
 */
async function placeAll(
  tx: Queryable,
  parts: DeskParts,
  actor: Actor,
  [question, ...phrasings]: readonly GivenPhrasing[],
  { before, after }: SavedImport,
  earlier: EarlierLines,
): Promise<string[]> {
  const answer = { ...after, canonical: question.vector, person: actor.name };
  const comesBack = before !== undefined && standingOf(after.status) > standingOf(before.status);
  if (comesBack) earlier.check([question.text]);
  const back = comesBack ? await reclaimQuestion(tx, parts, question, answer) : [];
  const isNew = !before || normaliseQuestion(before.question) !== normaliseQuestion(after.question);
  const missing = await missingOf(tx, isNew ? [question, ...phrasings] : phrasings, after);
  if (after.status !== 'dismissed') earlier.check(missing.map(({ text }) => text));
  return [...back, ...(await claimWordings(tx, parts, missing, answer))];
}

/** The wordings that do not lead to an answer yet; to one that is dismissed only those that lead to no other: it takes none. */
async function missingOf(
  tx: Queryable,
  wordings: readonly GivenPhrasing[],
  { clusterId, status }: AnswerState,
): Promise<GivenPhrasing[]> {
  const there = await wordsOfCluster(tx, clusterId);
  const missing = wordings.filter(({ text }) => !there.has(normaliseQuestion(text)));
  if (status !== 'dismissed') return missing;
  const free: GivenPhrasing[] = [];
  for (const wording of missing) if (!(await placeOf(tx, wording.text))?.answer) free.push(wording);
  return free;
}
