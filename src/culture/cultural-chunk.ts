/** A piece of cultural knowledge: a row of `cultural_knowledge`. */
export interface CulturalChunk {
  id: number;
  /** The same in every language. */
  topic: string;
  content: string;
  triggerKeyword: string | null;
  /** Two-letter code. */
  language: string;
  whenToUse: string | null;
  /** Which of the `CULTURAL_INTENTS` call for it. */
  intents: string[];
  /** Where in a conversation it fits; empty for anywhere. */
  stages: string[];
}
