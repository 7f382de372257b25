import type { Database } from '../database/database.ts';
import { hasNewChunk, noteLook, readUnlookedAnswers, timeOfLook, type UnlookedAnswer } from '../golden/due-answers.ts';
import type { KnowledgeSearch } from '../knowledge/knowledge-search.ts';

/** So many of the best chunks are looked at for each question. */
const BEST = 2;

/**
 * The answers that are due for another look: a chunk that was added since is now among the best for their question. They are served on meanwhile. The others are remembered as looked at, unless the run is dry.
 * @throws GoldsmithError `knowledge-unavailable`, `database-unavailable`; the signal's reason.
 */
export async function findDueAnswers(
  database: Database,
  knowledge: KnowledgeSearch,
  { dryRun, signal }: { dryRun: boolean; signal?: AbortSignal },
): Promise<UnlookedAnswer[]> {
  const due: UnlookedAnswer[] = [];
  for (const answer of await readUnlookedAnswers(database)) {
    signal?.throwIfAborted();
    const at = await timeOfLook(database);
    const others = await othersAmongTheBest(knowledge, answer, signal);
    if (others.length > 0 && (await hasNewChunk(database, answer.id, others))) due.push(answer);
    else if (!dryRun) await noteLook(database, answer.id, at);
  }
  return due;
}

/** The content hashes of the best chunks for an answer's question that it does not rest on. */
async function othersAmongTheBest(
  knowledge: KnowledgeSearch,
  { canonical, language, standsOn }: UnlookedAnswer,
  signal?: AbortSignal,
): Promise<string[]> {
  const found = await knowledge.search(canonical.text, { language: language ?? undefined, limit: BEST, signal });
  return found.map(({ contentHash }) => contentHash).filter((hash) => !standsOn.includes(hash));
}
