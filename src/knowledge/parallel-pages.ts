import type { Database } from '../database/database.ts';
import type { ParallelPage } from '../mining/subjects/cluster-likeness.ts';

/** So many pages tell questions apart well enough, and are compared in a second. */
const MOST_PAGES = 500;

/** Of each page so many characters are read: its beginning names its matter. */
const MOST_CHARACTERS = 4_000;

/**
 * The pages of the knowledge base that are there in several languages, at most 500: documents whose origins and paths differ in
 * the mark of their language only, wherever it stands (`en/kitas.md` and `it/kitas.md`, `kitas.md` and `kitas.it.md`).
 * @throws GoldsmithError `database-unavailable`.
 */
export async function readParallelPages(database: Database): Promise<ParallelPage[]> {
  const documents = await database.query<{ id: number; place: string; language: string }>(
    `SELECT id::int AS id, origin || '/' || path AS place, language FROM knowledge_documents
     WHERE language IS NOT NULL ORDER BY origin, path`,
  );
  const pages = new Map<string, Map<string, number>>();
  for (const { id, place, language } of documents) {
    const key = withoutLanguage(place, language);
    const page = pages.get(key) ?? new Map<string, number>();
    if (!page.has(language)) page.set(language, id);
    pages.set(key, page);
  }
  const parallel = [...pages.values()].filter(({ size }) => size > 1).slice(0, MOST_PAGES);
  const texts = await readTexts(
    database,
    parallel.flatMap((page) => [...page.values()]),
  );
  return parallel.map((page) => new Map([...page].map(([language, id]) => [language, texts.get(id) ?? ''])));
}

/** A document's place without the mark of its language: a folder, an ending, with or without a country ("it", "it-IT"). */
export function withoutLanguage(place: string, language: string): string {
  return place.replace(new RegExp(`(^|[/._-])${language}([-_][a-z]{2})?(?=[/._-]|$)`, 'gi'), '');
}

async function readTexts(database: Database, documents: readonly number[]): Promise<Map<number, string>> {
  const rows = await database.query<{ id: number; text: string }>(
    `SELECT d.id::int AS id, left(concat_ws(E'\\n', d.title,
       string_agg(array_to_string(c.headings, ' ') || ' ' || c.text, E'\\n' ORDER BY c.position)), $2) AS text
     FROM knowledge_documents d JOIN knowledge_chunks c ON c.document_id = d.id
     WHERE d.id = ANY($1::bigint[]) GROUP BY d.id`,
    [documents, MOST_CHARACTERS],
  );
  return new Map(rows.map(({ id, text }) => [id, text]));
}
