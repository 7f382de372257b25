import type { Queryable } from '../database/database.ts';

/** What was ingested. */
export interface KnowledgeCount {
  documents: number;
  chunks: number;
}

/** Counts what was ingested. */
export async function countKnowledge(database: Queryable): Promise<KnowledgeCount> {
  const [count] = await database.query<KnowledgeCount>(
    `SELECT (SELECT count(*)::int FROM knowledge_documents) AS documents,
       (SELECT count(*)::int FROM knowledge_chunks) AS chunks`,
  );
  return count;
}
