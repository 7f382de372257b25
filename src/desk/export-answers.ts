import type { Queryable } from '../database/database.ts';
import { type AnswerFormat, answerFileHead, answerFileLine, type FileAnswer } from './answer-file.ts';
import type { AnswerFilter } from './api/answers.ts';
import { answerConditions } from './list-answers.ts';

const BATCH = 500;

/** Options of {@link exportAnswers}. */
export interface AnswerExport {
  /** Only those that it lets through; without it all, also what was dismissed. */
  filter?: AnswerFilter;
  onProgress?: (written: number) => void;
  signal?: AbortSignal;
}

/**
 * Golden answers with their phrasings, as the text of a file that `goldsmith import answers` reads back to the same; the most
 * served first.
 * @throws the signal's reason.
 */
export async function* exportAnswers(
  database: Queryable,
  format: AnswerFormat,
  { filter, onProgress, signal }: AnswerExport = {},
): AsyncGenerator<string> {
  yield answerFileHead(format);
  const { where, values } = filter ? answerConditions(filter) : { where: 'true', values: [] };
  const order = await database.query<{ id: number }>(
    `SELECT a.id FROM golden_answers a LEFT JOIN answer_usage u ON u.golden_answer_id = a.id WHERE ${where}
     ORDER BY coalesce(u.hits, 0) DESC, a.id`,
    values,
  );
  for (let start = 0; start < order.length; start += BATCH) {
    signal?.throwIfAborted();
    const ids = order.slice(start, start + BATCH).map(({ id }) => id);
    const rows = await database.query<FileAnswer>(
      `SELECT a.canonical_question AS question, a.answer, a.language, a.status, a.edited_at IS NOT NULL AS edited,
         a.approved_at IS NOT NULL AS approved,
         ARRAY(SELECT p.text FROM phrasings p WHERE p.cluster_id = a.cluster_id AND p.text <> a.canonical_question ORDER BY p.id)
           AS phrasings, a.sources
       FROM unnest($1::int[]) WITH ORDINALITY AS listed (id, place) JOIN golden_answers a ON a.id = listed.id ORDER BY place`,
      [ids],
    );
    yield rows.map((row) => answerFileLine(row, format)).join('');
    onProgress?.(start + rows.length);
  }
}
