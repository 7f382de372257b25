import type { z } from 'zod';
import type { Queryable } from '../database/database.ts';
import type { hitRow } from './api/answers.ts';

type HitRow = z.infer<typeof hitRow>;

/** The hits of an answer, newest first, a page at a time. */
export async function listHits(
  database: Queryable,
  answerId: number,
  { before, limit }: { before?: string; limit: number },
): Promise<{ hits: HitRow[]; next: string | null }> {
  // Microseconds and id: two hits of one moment are on one page each.
  const [at, id] = before?.split('-') ?? [];
  const rows = await database.query<Omit<HitRow, 'at'> & { at: Date; place: string }>(
    `SELECT l.key, l.question, l.probability, l.milliseconds, l.created_at AS at, l.reason,
       l.marked_wrong_at IS NOT NULL AS marked_wrong,
       (extract(epoch FROM l.created_at) * 1000000)::bigint || '-' || l.id AS place
     FROM lookups l WHERE l.golden_answer_id = $1 AND l.outcome = 'hit'
       AND ($2::bigint IS NULL OR (l.created_at, l.id) < (timestamptz 'epoch' + $2::bigint * interval '1 microsecond', $3::bigint))
     ORDER BY l.created_at DESC, l.id DESC LIMIT $4`,
    [answerId, at ?? null, id ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  const hits = page.map(({ place: _, at: time, ...row }) => ({ ...row, at: time.toISOString() }));
  return { hits, next: rows.length > limit ? (page.at(-1)?.place ?? null) : null };
}
