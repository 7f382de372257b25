import type { Queryable, QueryOptions } from '../database/database.ts';
import type { Classification } from './classification.ts';

/** Which documents; what is undefined lets everything through. */
export interface IntelFilter {
  /** In title, summary or source, in any case. */
  search?: string;
  topic?: string;
  priority?: Classification['priority'];
  audience?: string;
  actionability?: Classification['actionability'];
}

/** A classified document. Times are ISO 8601. */
export interface ListedDocument extends Omit<Classification, 'target_audience'> {
  id: number;
  title: string;
  url: string | null;
  source: string | null;
  published_at: string | null;
  audience: string;
  /** `provider:model`, or `offline`. */
  model: string;
  classified_at: string;
}

/** Some documents, and how many there are. */
export interface ListedDocuments {
  documents: ListedDocument[];
  /** That the filters let through, and in all. */
  total: number;
  classified: number;
}

type StoredDocument = Omit<ListedDocument, 'published_at' | 'classified_at'> & {
  published_at: Date | null;
  classified_at: Date;
};

/**
 * A page of the documents that the filters let through, newest first.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function listDocuments(
  database: Queryable,
  filter: IntelFilter,
  { page, limit }: { page: number; limit: number },
  options?: QueryOptions,
): Promise<ListedDocuments> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = conditionsOf(filter, bind);
  const [counts] = await database.query<{ total: number; classified: number }>(
    `SELECT count(*) FILTER (WHERE ${conditions})::int AS total, count(*)::int AS classified FROM intel_documents`,
    values,
    options,
  );
  const rows = await database.query<StoredDocument>(
    `SELECT id::int AS id, title, url, source, published_at, topic, priority, target_audience AS audience, actionability, summary,
       confidence, model, classified_at
     FROM intel_documents WHERE ${conditions} ORDER BY coalesce(published_at, classified_at) DESC, intel_documents.id DESC
     LIMIT ${bind(limit)} OFFSET ${bind((page - 1) * limit)}`,
    values,
    options,
  );
  const documents = rows.map((row) => ({
    ...row,
    published_at: row.published_at?.toISOString() ?? null,
    classified_at: row.classified_at.toISOString(),
  }));
  return { documents, ...counts };
}

function conditionsOf(filter: IntelFilter, bind: (value: unknown) => string): string {
  const { search, topic, priority, audience, actionability } = filter;
  const conditions = ['true'];
  if (search?.trim()) {
    const pattern = bind(`%${search.trim().replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(`(title ILIKE ${pattern} OR summary ILIKE ${pattern} OR source ILIKE ${pattern})`);
  }
  if (topic !== undefined) conditions.push(`topic = ${bind(topic)}`);
  if (priority !== undefined) conditions.push(`priority = ${bind(priority)}`);
  if (audience !== undefined) conditions.push(`target_audience = ${bind(audience)}`);
  if (actionability !== undefined) conditions.push(`actionability = ${bind(actionability)}`);
  return conditions.join(' AND ');
}
