import type { Database } from '../database/database.ts';
import { type CulturalContext, chooseChunks } from './choose-chunks.ts';
import type { CulturalChunk } from './cultural-chunk.ts';
import { describeRamadan, ramadanFrom } from './ramadan.ts';

/** The topic that is told with this year's dates. */
const DATED_TOPIC = 'ramadan_business';

const COLUMNS = `id, topic, content, trigger_keyword AS "triggerKeyword", language, when_to_use AS "whenToUse", intents, stages`;

/** Knowledge of Indonesian culture for casual replies. */
export class CulturalRagService {
  readonly #database: Database;
  readonly #now: () => Date;

  /** @param now the clock that tells which Ramadan is meant. */
  constructor(database: Database, now: () => Date = () => new Date()) {
    this.#database = database;
    this.#now = now;
  }

  /** Makes sure that the database can be reached. */
  async connect(): Promise<void> {
    await this.#database.query('SELECT 1');
  }

  /** The chunks that fit a message best, by its words, its place in the conversation and its language; often none. */
  async getCulturalContext(context: CulturalContext, limit = 2, signal?: AbortSignal): Promise<CulturalChunk[]> {
    return chooseChunks(await this.all(signal), context, limit);
  }

  /** All chunks, oldest first. */
  async all(signal?: AbortSignal): Promise<CulturalChunk[]> {
    return this.#database.query<CulturalChunk>(`SELECT ${COLUMNS} FROM cultural_knowledge ORDER BY id`, [], { signal });
  }

  /** The chunks that a night may rewrite, oldest first: all but those whose text is a person's. */
  async rewritable(signal?: AbortSignal): Promise<CulturalChunk[]> {
    return this.#database.query<CulturalChunk>(
      `SELECT ${COLUMNS} FROM cultural_knowledge WHERE edited_at IS NULL ORDER BY id`,
      [],
      { signal },
    );
  }

  /**
   * Gives a chunk a new text and keeps the one before in `cultural_versions`.
   * @param chunk as it was read; one that somebody has changed since is left alone.
   * @param writer who wrote the new text: a model's id.
   * @returns false when nothing was written, as the text is the same, the chunk has changed, or its text is a person's.
   */
  async rewrite(chunk: CulturalChunk, content: string, writer: string): Promise<boolean> {
    const changed = await this.#database.query(
      `WITH old AS (
         SELECT id, version, content, trigger_keyword, when_to_use FROM cultural_knowledge
         WHERE id = $1 AND content = $3 AND content <> $2 AND edited_at IS NULL FOR UPDATE
       ), kept AS (
         INSERT INTO cultural_versions (chunk_id, version, content, trigger_keyword, when_to_use, replaced_by)
         SELECT id, version, content, trigger_keyword, when_to_use, $4 FROM old
       )
       UPDATE cultural_knowledge c SET content = $2, version = c.version + 1, metadata = jsonb_set(metadata, '{previous_content}', to_jsonb(old.content))
       FROM old WHERE c.id = old.id RETURNING c.id`,
      [chunk.id, content, chunk.content, writer],
    );
    return changed.length > 0;
  }

  /** The chunks as a part of a prompt; empty without chunks. */
  buildCulturalPromptInjection(chunks: readonly CulturalChunk[]): string {
    if (chunks.length === 0) return '';
    const lines = chunks.map((chunk) => `- ${this.#toLine(chunk)}`);
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

  #toLine({ topic, content, whenToUse }: CulturalChunk): string {
    const today = this.#now();
    const dates = topic === DATED_TOPIC ? ` ${describeRamadan(ramadanFrom(today), today)}` : '';
    return `${content}${dates}${whenToUse ? ` (${whenToUse}.)` : ''}`;
  }
}
