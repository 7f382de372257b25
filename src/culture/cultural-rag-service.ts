import type { Database } from '../database/database.ts';

/** A piece of cultural knowledge. */
export interface CulturalChunk {
  id: number;
  topic: string;
  content: string;
  triggerKeyword: string | null;
  language: string;
  whenToUse: string | null;
}

/** What a message tells about which chunks fit. */
export interface CulturalContext {
  message: string;
  /** True for the first message of a conversation. */
  opening: boolean;
  /** Two-letter code, when it can be told. */
  language?: string;
}

/** Words that call for the chunks with a given trigger, beside the trigger itself. */
const CALLS: Record<string, RegExp> = {
  greeting:
    /\b(hi|hello|hey|good (morning|afternoon|evening)|ciao|buongiorno|buonasera|salve|hal+o|hai|selamat|apa kabar|om swastiastu)\b/i,
  bureaucracy:
    /\b(waiting|delay(ed)?|slow|so long|weeks|imigrasi|immigration office|ritardo|attesa|lent[oa]|lama|menunggu|antri)\b/i,
};

/** Knowledge of Indonesian culture for casual replies. */
export class CulturalRagService {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Makes sure that the database can be reached. */
  async connect(): Promise<void> {
    await this.#database.query('SELECT 1');
  }

  /** The chunks that fit a message best: by trigger, then greetings when a conversation opens; in its language where there is one. */
  async getCulturalContext(context: CulturalContext, limit = 2): Promise<CulturalChunk[]> {
    const chunks = await this.all();
    return chunks
      .map((chunk) => ({ chunk, score: scoreOf(chunk, context) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.chunk.id - b.chunk.id)
      .slice(0, limit)
      .map(({ chunk }) => chunk);
  }

  /** All chunks, oldest first. */
  async all(): Promise<CulturalChunk[]> {
    return this.#database.query<CulturalChunk>(
      `SELECT id, topic, content, trigger_keyword AS "triggerKeyword", language, when_to_use AS "whenToUse"
       FROM cultural_knowledge ORDER BY id`,
    );
  }

  /**
   * Gives a chunk a new text and keeps the one before in its metadata.
   * @returns false when the text is the same, and nothing is written.
   */
  async rewrite(chunk: CulturalChunk, content: string): Promise<boolean> {
    const changed = await this.#database.query(
      `UPDATE cultural_knowledge SET content = $2, metadata = jsonb_set(metadata, '{previous_content}', to_jsonb(content))
       WHERE id = $1 AND content <> $2 RETURNING id`,
      [chunk.id, content],
    );
    return changed.length > 0;
  }

  /** The chunks as a part of a prompt; empty without chunks. */
  buildCulturalPromptInjection(chunks: readonly CulturalChunk[]): string {
    if (chunks.length === 0) return '';
    const lines = chunks.map((chunk) => `- ${chunk.content}${chunk.whenToUse ? ` (${chunk.whenToUse}.)` : ''}`);
    return ['Let what you know of Indonesian culture show in tone, without lecturing:', ...lines].join('\n');
  }

  /** Counts one use of a chunk. */
  async trackUsage(chunkId: number): Promise<void> {
    await this.#database.query(
      `UPDATE cultural_knowledge
       SET metadata = jsonb_set(metadata, '{usage_count}', to_jsonb(coalesce((metadata->>'usage_count')::int, 0) + 1))
       WHERE id = $1`,
      [chunkId],
    );
  }
}

function scoreOf(chunk: CulturalChunk, context: CulturalContext): number {
  const keyword = chunk.triggerKeyword?.toLowerCase() ?? '';
  const called = keyword !== '' && (CALLS[keyword]?.test(context.message) || hasWord(context.message, keyword));
  const opens = context.opening && keyword === 'greeting';
  return (called ? 2 : 0) + (opens ? 1 : 0) + (called && chunk.language === context.language ? 0.5 : 0);
}

/** Whether a text holds a keyword as a word of its own, in any case. */
function hasWord(text: string, keyword: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(keyword)}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}
