import type { z } from 'zod';
import { type ChunkChange, changeChunk } from '../culture/change-chunk.ts';
import { type KeptChunk, readEarlierVersions, readKeptChunk } from '../culture/kept-chunk.ts';
import type { Database, Queryable, QueryOptions } from '../database/database.ts';
import { reasonNotStorable } from '../database/storable-text.ts';
import { GoldsmithError } from '../errors.ts';
import type { readCulture } from './api/culture.ts';
import { recordChange } from './audit.ts';
import type { Actor } from './desk-parts.ts';
import { textDiff } from './text-diff.ts';

/** A chunk and all its versions, newest first. */
type ToldChunk = z.infer<(typeof readCulture)['answer']>;

/** What people do to cultural chunks; each change is a row of the audit, in the same transaction. */
export class CultureDesk {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws GoldsmithError `not-found`. */
  async read(id: number, options?: QueryOptions): Promise<ToldChunk> {
    return readTold(this.#database, id, options);
  }

  /**
   * Changes what a chunk says, which keyword calls for it, when to use it, and whether a night may rewrite it.
   * @throws GoldsmithError `not-found`, `bad-input`; `conflict` when it has another version than the one seen.
   */
  async edit(actor: Actor, id: number, seen: number, change: ChunkChange): Promise<ToldChunk> {
    const text = {
      content: inOneLine(change.content),
      trigger_keyword: inOneLine(change.trigger_keyword ?? '') || null,
      when_to_use: inOneLine(change.when_to_use ?? '') || null,
    };
    const reason = reasonNotStorable(Object.values(text));
    if (reason) throw new GoldsmithError('bad-input', `The text ${reason}.`);
    return this.#change(actor, 'culture.edit', id, seen, async () => ({ ...text, held: change.held }));
  }

  /**
   * Takes back an earlier version.
   * @throws GoldsmithError `not-found` also when there is no such version; `conflict` as above.
   */
  async restore(actor: Actor, id: number, seen: number, to: number): Promise<ToldChunk> {
    return this.#change(actor, 'culture.restore', id, seen, async (tx) => {
      const { versions } = await readTold(tx, id);
      const old = versions.find(({ version }) => version === to);
      if (!old) throw new GoldsmithError('not-found', `Cultural chunk ${id} has no version ${to}.`);
      const { content, trigger_keyword, when_to_use } = old;
      return { content, trigger_keyword, when_to_use, held: true };
    });
  }

  async #change(
    actor: Actor,
    action: string,
    id: number,
    seen: number,
    changeFor: (tx: Queryable) => Promise<ChunkChange>,
  ): Promise<ToldChunk> {
    return this.#database.transaction(async (tx) => {
      const { before, after } = await changeChunk(tx, id, seen, actor.name, await changeFor(tx));
      const isOther = before.version !== after.version || before.held !== after.held;
      const shown = { before: audited(before), after: audited(after) };
      if (isOther) await recordChange(tx, { who: actor.name, action, subject: { kind: 'culture', id }, ...shown });
      return readTold(tx, id);
    });
  }
}

async function readTold(database: Queryable, id: number, options?: QueryOptions): Promise<ToldChunk> {
  const chunk = await readKeptChunk(database, id, options);
  const earlier = await readEarlierVersions(database, id, options);
  const now = { ...chunk, writer: chunk.changed_by, at: chunk.changed_at };
  const all = [now, ...earlier].map(({ version, content, trigger_keyword, when_to_use, writer, at }, i) => ({
    ...{ version, content, trigger_keyword, when_to_use, writer, at },
    diff: textDiff(earlier[i]?.content ?? content, content),
  }));
  return { chunk, versions: all };
}

function audited({ topic, language, version, content, trigger_keyword, when_to_use, held }: KeptChunk) {
  return { topic, language, version, content, trigger_keyword, when_to_use, kept_from_nights: held };
}

/** As it stands in a prompt. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
