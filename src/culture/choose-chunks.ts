import { conversationStage } from './conversation-stage.ts';
import type { CulturalChunk } from './cultural-chunk.ts';
import { culturalIntents } from './cultural-intent.ts';

/** What tells which chunks fit a message. */
export interface CulturalContext {
  message: string;
  /** How many turns of either side came before. */
  earlierTurns: number;
  /** Two-letter code, when it can be told. */
  language?: string;
}

/** The language of the chunks for a user in whose language there is none. */
const COMMON_LANGUAGE = 'en';

/** A word that names the topic says more than one that belongs to it, and both say more than the place in the conversation. */
const FOR_TRIGGER = 3;
const FOR_INTENT = 2;
const FOR_STAGE = 1;

/**
 * The chunks that fit a message, best first: by trigger, intent and stage. Of each topic the one in the message's language is
 * taken, or else the English one.
 * @param limit how many at most.
 */
export function chooseChunks(
  chunks: readonly CulturalChunk[],
  context: CulturalContext,
  limit: number,
): CulturalChunk[] {
  const intents: string[] = culturalIntents(context.message);
  const stage = conversationStage(context.message, context.earlierTurns);
  const scoreOf = (chunk: CulturalChunk) =>
    (isNamed(chunk, chunks, context.message) ? FOR_TRIGGER : 0) +
    FOR_INTENT * chunk.intents.filter((intent) => intents.includes(intent)).length +
    (chunk.stages.includes(stage) ? FOR_STAGE : 0);
  return inBestLanguage(chunks, context.language)
    .map((chunk) => ({ chunk, score: scoreOf(chunk) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.chunk.id - b.chunk.id)
    .slice(0, limit)
    .map(({ chunk }) => chunk);
}

/** One chunk of each topic; of two in one language the older. A topic that is in neither language is left out. */
function inBestLanguage(chunks: readonly CulturalChunk[], language = COMMON_LANGUAGE): CulturalChunk[] {
  const byTopic = Map.groupBy(chunks, (chunk) => chunk.topic);
  return [...byTopic.values()].flatMap(
    (same) =>
      same.find((chunk) => chunk.language === language) ??
      same.find((chunk) => chunk.language === COMMON_LANGUAGE) ??
      [],
  );
}

/** Whether the message has the trigger of the topic in any language: people write "jam karet" in English too. */
function isNamed({ topic }: CulturalChunk, chunks: readonly CulturalChunk[], message: string): boolean {
  return chunks.some((chunk) => chunk.topic === topic && hasWord(message, chunk.triggerKeyword ?? ''));
}

/** Whether a text holds a keyword as a word of its own, in any case. */
function hasWord(text: string, keyword: string): boolean {
  if (keyword.trim() === '') return false;
  return new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(keyword.trim())}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}
