import { isDeepStrictEqual } from 'node:util';
import type { Queryable } from '../database/database.ts';
import { isDatabaseUnavailable, messageOf } from '../errors.ts';
import { anchorSources } from '../golden/anchor-sources.ts';
import { type AnswerState, lockAnswer } from '../golden/answer-state.ts';
import { changeAnswer } from '../golden/change-answer.ts';
import type { GivenPhrasing } from '../golden/place-phrasing.ts';
import { saveGoldenAnswer } from '../golden/save-golden-answer.ts';
import { presentChunks } from '../knowledge/source-states.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { UnansweredClusters } from '../nightly/unanswered-clusters.ts';
import type { AnswerLine, FileAnswer } from './answer-file.ts';
import { type Actor, type DeskParts, recordAnswerChange, serveChanges } from './desk-parts.ts';
import { EarlierLines } from './earlier-lines.ts';
import { claimWording, embedPhrasings } from './given-phrasings.ts';
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

const IMPORTED = { model: 'person', tokens: 0, seconds: 0 };

/**
 * Imports answers from the lines of a file: each takes the place of what was answered to its question, or is new. A line that cannot
 * be taken is told by number and changes nothing, the others stand; importing a file again changes nothing.
 * @throws GoldsmithError `bad-input` when the file cannot be read; `database-unavailable`; the signal's reason.
 */
export async function importAnswers(
  lines: AsyncIterable<AnswerLine>,
  parts: DeskParts,
  actor: Actor,
  { dryRun = false, signal, onProgress, onLine }: ImportOptions = {},
): Promise<AnswerImport> {
  const report: AnswerImport = { read: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, skippedLines: [] };
  const earlier = new EarlierLines();
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
      const imported = await importOne(parts, actor, read, earlier, dryRun);
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
}

async function importOne(
  parts: DeskParts,
  actor: Actor,
  { line, answer: given }: { line: number; answer: FileAnswer },
  earlier: EarlierLines,
  dryRun: boolean,
): Promise<ImportedLine> {
  const wordings = wordingsOf(given);
  earlier.check(wordings);
  const [question, ...phrasings] = await embedPhrasings(parts, wordings);
  const saving = parts.database.transaction(async (tx) => {
    const language = given.language === undefined ? (question.language ?? null) : given.language;
    const clusterId = (await clusterOf(tx, given.question)) ?? (await newCluster(tx, given.question, language));
    earlier.checkCluster(clusterId);
    const saved = { clusterId, ...(await save(tx, actor, { ...given, language }, clusterId)) };
    if (await placeAll(tx, parts, actor, [question, ...phrasings], saved.answerId, clusterId)) {
      if (saved.change !== 'created') saved.fields.push('phrasings');
      if (saved.change === 'unchanged') saved.change = 'updated';
    }
    await new UnansweredClusters(tx).remove(clusterId);
    if (dryRun) throw new TakenBack(saved);
    return saved;
  });
  const { clusterId, ...saved } = await saving.catch((error: unknown) => {
    if (error instanceof TakenBack) return error.saved;
    throw error;
  });
  earlier.add(line, given, wordings, clusterId);
  const answerId = dryRun && saved.change === 'created' ? null : saved.answerId;
  return { line, question: given.question, ...saved, answerId };
}

async function save(
  tx: Queryable,
  actor: Actor,
  given: FileAnswer & { language: string | null },
  clusterId: number,
): Promise<{ answerId: number; change: ImportedLine['change']; fields: string[] }> {
  const { question, answer, language, status, edited: isEdited } = given;
  const sources = await lookedAfter(tx, given.sources);
  const before = await lockAnswer(tx, { clusterId });
  const by = { person: actor.name };
  if (!before) {
    // Dismissed with a demand of its own, which only changing it looks up.
    const first = status === 'dismissed' ? 'draft' : status;
    const fresh = { clusterId, canonicalQuestion: question, answer, sources, metadata: IMPORTED, language };
    const { id } = await saveGoldenAnswer(tx, fresh, { status: first, isEdited, by, change: 'imported' });
    if (first !== status) await changeAnswer(tx, id, undefined, 'dismissed', by, { status });
    await recordAnswerChange(tx, actor, 'answer.import', undefined, await lockAnswer(tx, { id }));
    return { answerId: id, change: 'created', fields: [] };
  }
  const isSame = answer === before.answer && question === before.question && isDeepStrictEqual(sources, before.sources);
  const changes = { question, answer, language, status, sources, isEdited, isFresh: isSame ? undefined : true };
  const { after } = await changeAnswer(tx, before.id, undefined, 'imported', by, changes);
  if (after.version === before.version) return { answerId: before.id, change: 'unchanged', fields: [] };
  await recordAnswerChange(tx, actor, 'answer.import', before, after);
  return { answerId: before.id, change: 'updated', fields: differentFields(before, after) };
}

function differentFields(before: AnswerState, after: AnswerState): string[] {
  const fields: string[] = (['question', 'answer', 'language', 'status', 'sources'] as const).filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
  if ((before.editedAt === null) !== (after.editedAt === null)) fields.push('edited');
  return fields;
}

/** Sources whose chunks are not here are named and not looked after: else the next night would take the answer for stale. */
async function lookedAfter(tx: Queryable, sources: FileAnswer['sources']): Promise<FileAnswer['sources']> {
  const present = await presentChunks(tx, sources);
  return sources.map((source, i) =>
    source.store !== undefined || present[i].state === 'current'
      ? source
      : anchorSources([source], [{ contentHash: undefined }])[0],
  );
}

/** Gives the answer its wordings; those that are there stay as they are. Returns whether any was not. */
async function placeAll(
  tx: Queryable,
  parts: DeskParts,
  actor: Actor,
  wordings: readonly GivenPhrasing[],
  id: number,
  clusterId: number,
): Promise<boolean> {
  const rows = await tx.query<{ normalised: string }>('SELECT normalised FROM phrasings WHERE cluster_id = $1', [
    clusterId,
  ]);
  const there = new Set(rows.map(({ normalised }) => normalised));
  const missing = wordings.filter(({ text }) => !there.has(normaliseQuestion(text)));
  const answer = { id, clusterId, canonical: wordings[0].vector, person: actor.name };
  for (const wording of missing) await claimWording(tx, parts, wording, answer);
  return missing.length > 0;
}

/** The cluster that these words lead to. */
async function clusterOf(tx: Queryable, question: string): Promise<number | undefined> {
  const [row] = await tx.query<{ id: number }>(
    'SELECT cluster_id AS id FROM phrasings WHERE normalised = $1 AND cluster_id IS NOT NULL',
    [normaliseQuestion(question)],
  );
  return row?.id;
}
