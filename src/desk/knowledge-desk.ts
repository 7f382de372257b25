import {
  addPasted,
  listPasted,
  type PastedDocument,
  type PastedText,
  removePasted,
} from '../knowledge/pasted-documents.ts';
import type { AddedText } from './api/knowledge.ts';
import { recordChange } from './audit.ts';
import { type Actor, type DeskParts, serveChanges } from './desk-parts.ts';

/** What people add to the knowledge base themselves, such as what a gap lacks. */
export class KnowledgeDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** What was added, newest first. */
  async list(): Promise<AddedText[]> {
    return (await listPasted(this.#parts.database)).map(toAdded);
  }

  /** @throws GoldsmithError `bad-input` where another text has its title, or where there are no words in it. */
  async add(actor: Actor, text: PastedText, signal?: AbortSignal): Promise<AddedText> {
    const { database } = this.#parts;
    const added = await addPasted(
      database,
      this.#parts,
      text,
      (tx, { id }) =>
        recordChange(tx, {
          ...{ who: actor.name, action: 'knowledge.add', subject: { kind: 'knowledge', id }, after: text },
        }),
      signal,
    );
    await serveChanges(this.#parts);
    return toAdded(added);
  }

  /** @throws GoldsmithError `not-found`. */
  async remove(actor: Actor, id: number): Promise<{ stale: number }> {
    const removed = await removePasted(this.#parts.database, id, (tx, document) =>
      recordChange(tx, {
        ...{ who: actor.name, action: 'knowledge.remove', subject: { kind: 'knowledge', id }, before: document },
      }),
    );
    await serveChanges(this.#parts);
    return removed;
  }
}

function toAdded({ added_at, ...document }: PastedDocument): AddedText {
  return { ...document, added_at: added_at.toISOString() };
}
