import { isDeepStrictEqual } from 'node:util';
import type { Queryable } from '../database/database.ts';
import { GoldsmithError, isDatabaseUnavailable, messageOf } from '../errors.ts';
import { anchorSources } from '../golden/anchor-sources.ts';
import { lockAnswer } from '../golden/answer-state.ts';
import { changeAnswer } from '../golden/change-answer.ts';
import type { GivenPhrasing } from '../golden/place-phrasing.ts';
import { saveGoldenAnswer } from '../golden/save-golden-answer.ts';
import { presentChunks } from '../knowledge/source-states.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { UnansweredClusters } from '../nightly/unanswered-clusters.ts';
import { type FileAnswer, openAnswerFile } from './answer-file.ts';
import { type Actor, type DeskParts, recordAnswerChange, serveChanges } from './desk-parts.ts';
import { claimWording, embedPhrasings } from './given-phrasings.ts';
import { newCluster, wordingsOf } from './write-by-hand.ts';

/** What an import did. */
export interface AnswerImport {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  /** How many lines were passed over, and all of them with why. */
  skipped: number;
  skippedLines: { line: number; reason: string }[];
}

/** Options of {@link importAnswers}. */
export interface ImportOptions {
  signal?: AbortSignal;
  onProgress?: (report: AnswerImport) => void;
}

/** Answers between two words about how far it is. */
const TOLD_EVERY = 50;

const IMPORTED = { model: 'person', tokens: 0, seconds: 0 };

/**
 * Imports answers from CSV or JSONL: each takes the place of what was answered to its question, or is new. A line that cannot be
 * taken is told by number and changes nothing, the others stand; importing a file again changes nothing.
 * @throws GoldsmithError `bad-input` when the file cannot be read or is of another kind; `database-unavailable`; the signal's reason.
 */
export async function importAnswers(
  file: string,
  parts: DeskParts,
  actor: Actor,
  { signal, onProgress }: ImportOptions = {},
): Promise<AnswerImport> {
  const report: AnswerImport = { read: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, skippedLines: [] };
  /** By cluster, the line that has answered it. */
  const lineOf = new Map<number, number>();
  const skip = (line: number, reason: string) => {
    report.skipped++;
    report.skippedLines.push({ line, reason });
  };
  for await (const read of await openAnswerFile(file)) {
    signal?.throwIfAborted();
    if ('reason' in read) {
      skip(read.line, read.reason);
      continue;
    }
    report.read++;
    try {
      report[await importOne(parts, actor, read.answer, read.line, lineOf)]++;
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      skip(read.line, messageOf(error));
    }
    if (report.read % TOLD_EVERY === 0) onProgress?.(report);
  }
  await serveChanges(parts);
  return report;
}

async function importOne(
  parts: DeskParts,
  actor: Actor,
  given: FileAnswer,
  line: number,
  lineOf: Map<number, number>,
): Promise<'created' | 'updated' | 'unchanged'> {
  const [question, ...phrasings] = await embedPhrasings(parts, wordingsOf(given));
  const imported = await parts.database.transaction(async (tx) => {
    const language = given.language === undefined ? (question.language ?? null) : given.language;
    const clusterId = (await clusterOf(tx, given.question)) ?? (await newCluster(tx, given.question, language));
    const earlier = lineOf.get(clusterId);
    if (earlier !== undefined) throw new GoldsmithError('bad-input', `it is answered by line ${earlier} already`);
    const change = await save(tx, actor, { ...given, language }, clusterId);
    const isPlaced = await placeAll(tx, parts, actor, [question, ...phrasings], change.id, clusterId);
    await new UnansweredClusters(tx).remove(clusterId);
    return { clusterId, change: change.change === 'unchanged' && isPlaced ? 'updated' : change.change };
  });
  lineOf.set(imported.clusterId, line);
  return imported.change;
}

async function save(
  tx: Queryable,
  actor: Actor,
  given: FileAnswer & { language: string | null },
  clusterId: number,
): Promise<{ id: number; change: 'created' | 'updated' | 'unchanged' }> {
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
    return { id, change: 'created' };
  }
  const isSame = answer === before.answer && question === before.question && isDeepStrictEqual(sources, before.sources);
  const changes = { question, answer, language, status, sources, isEdited, isFresh: isSame ? undefined : true };
  const { after } = await changeAnswer(tx, before.id, undefined, 'imported', by, changes);
  if (after.version === before.version) return { id: before.id, change: 'unchanged' };
  await recordAnswerChange(tx, actor, 'answer.import', before, after);
  return { id: before.id, change: 'updated' };
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
