import { isDeepStrictEqual } from 'node:util';
import type { Queryable } from '../database/database.ts';
import { anchorSources } from '../golden/anchor-sources.ts';
import { removeProposal } from '../golden/answer-proposals.ts';
import { type AnswerState, lockAnswer } from '../golden/answer-state.ts';
import { type AnswerChanges, changeAnswer } from '../golden/change-answer.ts';
import type { AnswerSource } from '../golden/golden-answer.ts';
import { saveGoldenAnswer } from '../golden/save-golden-answer.ts';
import { markIfStale } from '../golden/stale-answers.ts';
import { presentChunks } from '../knowledge/source-states.ts';
import type { FileAnswer } from './answer-file.ts';
import type { Actor } from './desk-parts.ts';

/** How an answer was, where there was one, and how it is. */
export interface SavedImport {
  before: AnswerState | undefined;
  after: AnswerState;
}

/** Where a line of a file goes. */
export interface ImportPlace {
  clusterId: number;
  /** What its question is told to be in; taken where the line does not say and there is no answer yet. */
  detected: string | null;
}

const IMPORTED = { model: 'person', tokens: 0, seconds: 0 };

/**
 * Saves the answer of a line, in the import's transaction: a new one, or in place of the one that its cluster has; what the line does
 * not say stays as it is there.
 */
export async function saveImported(
  tx: Queryable,
  actor: Actor,
  given: FileAnswer,
  place: ImportPlace,
): Promise<SavedImport> {
  const before = await lockAnswer(tx, { clusterId: place.clusterId });
  const id = before ? await update(tx, actor, given, before) : await create(tx, actor, given, place);
  const after = await lockAnswer(tx, { id });
  return { before, after: after! };
}

/** What is different about an answer that was there. */
export function differentFields(before: AnswerState, after: AnswerState): string[] {
  const fields: string[] = (['question', 'answer', 'language', 'status', 'sources'] as const).filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
  const times = { edited: 'editedAt', approved: 'approvedAt', stale: 'staleSince' } as const;
  for (const [name, at] of Object.entries(times)) if ((before[at] === null) !== (after[at] === null)) fields.push(name);
  return fields;
}

async function create(
  tx: Queryable,
  actor: Actor,
  { question, answer, status = 'published', edited = true, approved = false, ...given }: FileAnswer,
  { clusterId, detected }: ImportPlace,
): Promise<number> {
  const by = { person: actor.name };
  const language = given.language === undefined ? detected : given.language;
  const sources = await watchedHere(tx, given.sources ?? []);
  // Dismissed with a demand of its own, which only changing it looks up.
  const first = status === 'dismissed' ? 'draft' : status;
  const { id } = await saveGoldenAnswer(
    tx,
    { clusterId, canonicalQuestion: question, answer, sources, metadata: IMPORTED, language },
    { status: first, isEdited: edited, isApproved: approved, by, change: 'imported' },
  );
  if (first !== status) await changeAnswer(tx, id, undefined, 'dismissed', by, { status });
  await markIfStale(tx, id);
  return id;
}

async function update(tx: Queryable, actor: Actor, given: FileAnswer, before: AnswerState): Promise<number> {
  const { question, answer, language, status } = given;
  const isOtherText = answer !== before.answer;
  const isPublished = status === 'published' && before.status !== 'published';
  const isEdited = given.edited ?? (isOtherText || question !== before.question ? true : undefined);
  // That a file knows nothing of an approval does not take it back.
  const isApproved = given.approved || isPublished || undefined;
  const sources = await sourcesAfter(tx, given.sources, before, isOtherText);
  const changes = { question, answer, language, status, isEdited, isApproved, ...sources };
  await changeAnswer(tx, before.id, undefined, 'imported', { person: actor.name }, changes);
  if (sources.isFresh) await markIfStale(tx, before.id);
  if (isOtherText || (status === 'dismissed' && before.status !== 'dismissed')) await removeProposal(tx, before.id);
  return before.id;
}

/**
 * What an answer rests on after an import: other sources than it has are taken as they are given. A stale answer is served again where
 * its text is another, as who writes that has looked at it, or where all it rests on now stands here as it is given; else it is as
 * stale as before.
 */
async function sourcesAfter(
  tx: Queryable,
  given: readonly AnswerSource[] | undefined,
  { sources: own, staleSince }: AnswerState,
  isOtherText: boolean,
): Promise<AnswerChanges> {
  const isOwn = (sources: readonly AnswerSource[]) => isDeepStrictEqual(sources, own);
  const named = given && namedAsOwn(given, own);
  const sources = named && !isOwn(named) ? await watchedHere(tx, named) : own;
  if (!isOwn(sources)) {
    const present = await presentChunks(tx, sources);
    const areCurrent = sources.length > 0 && present.every(({ state }) => state === 'current');
    return { sources, isFresh: !staleSince || isOtherText || areCurrent };
  }
  if (!isOtherText || !staleSince) return {};
  return { sources: anchorSources(own, await presentChunks(tx, own)), isFresh: true };
}

/** Sources that are given without the hash of a text: in the place of one that the answer has, it is that text. */
function namedAsOwn(given: readonly AnswerSource[], own: readonly AnswerSource[]): AnswerSource[] {
  const left = [...own];
  return given.map((source) => {
    const at = left.findIndex((one) => isDeepStrictEqual(placeOf(one), placeOf(source)));
    const [same] = at < 0 ? [] : left.splice(at, 1);
    return same && source.contentHash === undefined ? { ...same, ...source } : source;
  });
}

function placeOf({ path, headings }: AnswerSource) {
  return { path, headings };
}

/**
 * Sources of which the page is not here are named and not watched: where it was never ingested, nobody can tell whether it has
 * changed.
 */
async function watchedHere(tx: Queryable, sources: readonly AnswerSource[]): Promise<AnswerSource[]> {
  const present = await presentChunks(tx, sources);
  return sources.map((source, i) =>
    present[i].state === 'gone' ? anchorSources([source], [{ contentHash: undefined }])[0] : source,
  );
}
