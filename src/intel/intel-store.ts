import type { Database } from '../database/database.ts';
import type { ClassifiedBy } from './classification.ts';
import { hashOf, type IntelDocument } from './intel-document.ts';

/** How far a document is: never classified, classified without a model, or by one. */
export type IntelState = 'new' | 'offline' | 'done';

/** The rows of `intel_documents`. */
export class IntelStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws GoldsmithError `database-unavailable`. */
  async stateOf(document: IntelDocument): Promise<IntelState> {
    const [row] = await this.#database.query<{ model: string }>(
      'SELECT model FROM intel_documents WHERE content_hash = $1',
      [hashOf(document)],
    );
    if (!row) return 'new';
    return row.model === 'offline' ? 'offline' : 'done';
  }

  /**
   * Saves a classification; one by a model replaces one without.
   * @throws GoldsmithError `database-unavailable`.
   */
  async save(document: IntelDocument, by: ClassifiedBy): Promise<void> {
    await this.#database.query(SAVE, [
      hashOf(document),
      document.title,
      document.url,
      document.source,
      document.published_at,
      by.topic,
      by.priority,
      by.target_audience,
      by.actionability,
      by.summary,
      by.confidence,
      by.model,
    ]);
  }
}

const SAVE = `
  INSERT INTO intel_documents AS known (content_hash, title, url, source, published_at, topic, priority, target_audience,
    actionability, summary, confidence, model)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  ON CONFLICT (content_hash) DO UPDATE SET topic = excluded.topic, priority = excluded.priority,
    target_audience = excluded.target_audience, actionability = excluded.actionability, summary = excluded.summary,
    confidence = excluded.confidence, model = excluded.model, classified_at = now()
  WHERE known.model = 'offline'`;
