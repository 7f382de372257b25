import { culturalIntents } from './cultural-intent.ts';

/** Where in a conversation a message stands. */
export type ConversationStage = 'opening' | 'middle' | 'closing';

/**
 * The stage of a message: closing when it takes leave, else opening when nothing was said before, else the middle.
 * @param earlierTurns how many turns of either side came before.
 */
export function conversationStage(message: string, earlierTurns: number): ConversationStage {
  if (culturalIntents(message).includes('farewell')) return 'closing';
  return earlierTurns === 0 ? 'opening' : 'middle';
}
