import type { Queryable } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import { type ChunkText, type KeptChunk, readKeptChunk } from './kept-chunk.ts';

/** What is to become of a chunk. */
export interface ChunkChange extends ChunkText {
  /** Whether no night may rewrite it from now on. */
  held: boolean;
}

/** How a chunk was, and how it is. */
export interface ChangedChunk {
  before: KeptChunk;
  after: KeptChunk;
}

/**
 * Changes a chunk, and keeps what it said before; in a transaction of the caller's. Another text makes another version.
 * @param seen the version that whoever changes it has seen.
 * @param person who changes it.
 * @throws GoldsmithError `not-found`; `conflict` with the chunk as it is now, when it has another version.
 */
export async function changeChunk(
  tx: Queryable,
  id: number,
  seen: number,
  person: string,
  change: ChunkChange,
): Promise<ChangedChunk> {
  await tx.query('SELECT 1 FROM cultural_knowledge WHERE id = $1 FOR UPDATE', [id]);
  const before = await readKeptChunk(tx, id);
  if (before.version !== seen) throw changedMeanwhile(before);
  if (hasOtherText(before, change)) await writeText(tx, id, person, change);
  await tx.query('UPDATE cultural_knowledge SET edited_at = CASE WHEN $2 THEN now() END WHERE id = $1', [
    id,
    change.held,
  ]);
  return { before, after: await readKeptChunk(tx, id) };
}

function hasOtherText(chunk: ChunkText, { content, trigger_keyword, when_to_use }: ChunkText): boolean {
  return chunk.content !== content || chunk.trigger_keyword !== trigger_keyword || chunk.when_to_use !== when_to_use;
}

async function writeText(tx: Queryable, id: number, person: string, text: ChunkText): Promise<void> {
  await tx.query(
    `INSERT INTO cultural_versions (chunk_id, version, content, trigger_keyword, when_to_use, replaced_by)
     SELECT id, version, content, trigger_keyword, when_to_use, $2 FROM cultural_knowledge WHERE id = $1`,
    [id, person],
  );
  await tx.query(
    `UPDATE cultural_knowledge SET content = $2, trigger_keyword = $3, when_to_use = $4, version = version + 1,
       metadata = CASE WHEN content = $2 THEN metadata ELSE jsonb_set(metadata, '{previous_content}', to_jsonb(content)) END
     WHERE id = $1`,
    [id, text.content, text.trigger_keyword, text.when_to_use],
  );
}

function changedMeanwhile(current: KeptChunk): GoldsmithError {
  const who = current.changed_by ?? 'somebody';
  const message = `This was changed meanwhile by ${who}. Look at what stands there now, then save again.`;
  return new GoldsmithError('conflict', message, { current });
}
