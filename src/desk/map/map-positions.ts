import type { Database } from '../../database/database.ts';
import { fromVectorBytes } from '../../database/vectors.ts';

/** Vectors that are read at a time, so that nobody waits long behind them. */
const AT_A_TIME = 1_000;

/** The vectors of phrasings, one after the other, `width` numbers each; zeros for one that has gone meanwhile. */
export async function readVectors(
  database: Database,
  ids: readonly number[],
  width: number,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const vectors = new Float32Array(ids.length * width);
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  for (let from = 0; from < ids.length; from += AT_A_TIME) {
    const read = await database.query<{ id: number; embedding: Buffer }>(
      'SELECT id::int AS id, embedding FROM phrasings WHERE id = ANY($1::bigint[])',
      [ids.slice(from, from + AT_A_TIME)],
      { signal },
    );
    for (const { id, embedding } of read) vectors.set(fromVectorBytes(embedding), rowOf.get(id)! * width);
  }
  return vectors;
}

/** Keeps where phrasings stand, x and y one after the other. */
export async function keepPositions(
  database: Database,
  ids: readonly number[],
  positions: Float32Array,
  model: string,
): Promise<void> {
  const [x, y] = [0, 1].map((axis) => ids.map((_, row) => positions[2 * row + axis]));
  await database.query(
    `INSERT INTO map_positions (phrasing_id, x, y, embedding_model)
     SELECT p.id, given.x, given.y, $4 FROM unnest($1::bigint[], $2::real[], $3::real[]) AS given (id, x, y)
     JOIN phrasings p ON p.id = given.id ORDER BY p.id
     ON CONFLICT (phrasing_id) DO UPDATE SET x = EXCLUDED.x, y = EXCLUDED.y,
       embedding_model = EXCLUDED.embedding_model, placed_at = EXCLUDED.placed_at`,
    [ids, x, y, model],
  );
}
