import { withSignal } from '../database/with-signal.ts';
import { GoldsmithError } from '../errors.ts';
import { readProposal } from '../golden/answer-proposals.ts';
import { type AnswerState, readAnswer } from '../golden/answer-state.ts';
import { readVersions } from '../golden/answer-versions.ts';
import { presentChunks } from '../knowledge/source-states.ts';
import { findSupport, type SupportedAnswer } from '../nightly/find-support.ts';
import { shownPhrasings, shownProposal } from './answer-detail.ts';
import type { ReviewCard, ReviewItem } from './api/review.ts';
import type { DeskParts } from './desk-parts.ts';
import { DEMAND } from './list-answers.ts';
import { textDiff } from './text-diff.ts';

/** A page of what waits for a person. */
export interface ReviewPage {
  items: ReviewItem[];
  total: number;
  page: number;
}

/** SQL: drafts, and answers that a night would change; most users first. */
const WAITING = `
  SELECT 'draft' AS kind, a.id AS answer_id, a.cluster_id, a.version, a.canonical_question AS question, a.language,
    a.stale_since IS NOT NULL AS stale, a.updated_at AS created_at
  FROM golden_answers a WHERE a.status = 'draft'
  UNION ALL
  SELECT 'proposal', a.id, a.cluster_id, a.version, a.canonical_question, a.language, a.stale_since IS NOT NULL, p.created_at
  FROM answer_proposals p JOIN golden_answers a ON a.id = p.golden_answer_id
  WHERE p.rejected_at IS NULL AND a.status IN ('published', 'paused')`;

type WaitingRow = Omit<ReviewItem, 'created_at'> & { created_at: Date };

const COLUMNS = `w.kind, w.answer_id, w.version, w.question, w.language, w.stale, w.created_at,
  ${DEMAND}, CASE WHEN d.status = 'dismissed' AND w.kind = 'draft' AND d.dismissed_users IS NOT NULL
    THEN json_build_object('by', d.person, 'at', d.created_at, 'users_then', d.dismissed_users) END AS dismissed`;

/** SQL: what waits, with its demand and what a person last did to it. */
const TABLES = `(${WAITING}) w LEFT JOIN clusters c ON c.id = w.cluster_id
  LEFT JOIN LATERAL (
    SELECT v.person, v.status, v.created_at, v.dismissed_users FROM answer_versions v
    WHERE v.golden_answer_id = w.answer_id AND v.person IS NOT NULL ORDER BY v.version DESC LIMIT 1) d ON true`;

/** What waits for a person to decide, by demand. Deciding is `AnswerDesk`'s. */
export class ReviewDesk {
  readonly #parts: Pick<DeskParts, 'database' | 'embedder'>;

  constructor(parts: Pick<DeskParts, 'database' | 'embedder'>) {
    this.#parts = parts;
  }

  /** A page of the queue. */
  async list({ page, limit }: { page: number; limit: number }, signal?: AbortSignal): Promise<ReviewPage> {
    const database = withSignal(this.#parts.database, signal);
    const [{ total }] = await database.query<{ total: number }>(`SELECT count(*)::int AS total FROM (${WAITING}) w`);
    const rows = await database.query<WaitingRow>(
      `SELECT ${COLUMNS} FROM ${TABLES}
       ORDER BY users DESC, asked DESC, w.answer_id LIMIT $1 OFFSET $2`,
      [limit, (page - 1) * limit],
    );
    return { items: rows.map(toItem), total, page };
  }

  /**
   * All that a decision on one answer needs; of a proposal, what supports the proposed text.
   * @throws GoldsmithError `not-found` for an answer that does not wait.
   */
  async card(id: number, signal?: AbortSignal): Promise<ReviewCard> {
    const database = withSignal(this.#parts.database, signal);
    const [row] = await database.query<WaitingRow>(`SELECT ${COLUMNS} FROM ${TABLES} WHERE w.answer_id = $1`, [id]);
    const state = await readAnswer(database, id);
    if (!row || !state)
      throw new GoldsmithError('not-found', `Answer ${id} does not wait for anybody. It may be decided on.`);
    const proposal = await readProposal(database, id);
    const text = row.kind === 'proposal' ? (proposal?.answer ?? '') : state.answer;
    const sources = row.kind === 'proposal' ? (proposal?.sources ?? []) : state.sources;
    const [{ users_ever }] = await database.query<{ users_ever: number }>(
      'SELECT count(DISTINCT user_id)::int AS users_ever FROM query_clusters WHERE cluster_id = $1',
      [state.clusterId],
    );
    return {
      ...toItem(row),
      answer: state.answer,
      users_ever,
      ...(await this.#supported(text, sources, signal)),
      phrasings: await shownPhrasings(database, state.clusterId),
      diff: row.kind === 'draft' ? await this.#sinceServed(state) : null,
      proposal: await shownProposal(database, id, state.answer),
    };
  }

  async #supported(text: string, sources: AnswerState['sources'], signal?: AbortSignal) {
    const present = await presentChunks(this.#parts.database, sources);
    const texts = present.map((chunk) => chunk.text ?? '');
    const { sentences, sourceSentences } = await findSupport(text, texts, this.#parts.embedder, signal);
    return {
      sentences: sentences.map(({ text: sentence, support }) => ({ text: sentence, support: support ?? null })),
      sources: sources.map(({ title, url, path, headings }, source) => ({
        ...{ title, url, path, headings, state: present[source].state },
        sentences: sourceSentences[source].map((sentence, i) => ({
          text: sentence,
          supports: supportedBy(sentences, source, i),
        })),
      })),
    };
  }

  /** What a draft changes of what was last published; null for what never was. */
  async #sinceServed({ id, answer }: AnswerState): Promise<ReviewCard['diff']> {
    const versions = await readVersions(this.#parts.database, id);
    const served = versions.find(({ status }) => status === 'published');
    return served ? textDiff(served.answer, answer) : null;
  }
}

function supportedBy(sentences: SupportedAnswer['sentences'], source: number, sentence: number): number[] {
  return [...sentences.entries()]
    .filter(([, { support }]) => support?.source === source && support.sentence === sentence)
    .map(([i]) => i);
}

function toItem({ created_at, dismissed, ...row }: WaitingRow): ReviewItem {
  const at = dismissed && new Date(dismissed.at).toISOString();
  return { ...row, dismissed: at ? { ...dismissed, at } : null, created_at: created_at.toISOString() };
}
