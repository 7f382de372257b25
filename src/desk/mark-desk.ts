import type { Queryable } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import { type MarkedQuestion, readMark, readMarkedHit, unmarkHit, unmarkWords } from '../golden/answer-marks.ts';
import { type AnswerState, lockAnswer, readAnswer } from '../golden/answer-state.ts';
import { placePhrasing } from '../golden/place-phrasing.ts';
import { hasSameAnswer } from '../golden/same-answer.ts';
import { marksAgainst } from '../golden/silencing-marks.ts';
import { recordChange } from './audit.ts';
import { type Actor, type DeskParts, serveChanges } from './desk-parts.ts';
import { embedPhrasings } from './given-phrasings.ts';

/** What came of taking a mark back. */
export interface TakenBackMark {
  /** The words, redacted; null where they are not kept any more. */
  question: string | null;
  /** Whether they are served the answer from now on. */
  served: boolean;
  /** Words that mean the same and are marked themselves, for which they are not. */
  silencedBy: string[];
}

/** Takes back what people said an answer is wrong for. What they take back is served at once. */
export class MarkDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /**
   * Takes a mark back: its words are served the answer again, if nothing else stands against it. Those that a person took out of
   * its phrasings are one of them again, unless another answer has them by now.
   * @throws GoldsmithError `not-found`, also for a mark of another answer.
   */
  async mark(actor: Actor, answerId: number, markId: number): Promise<TakenBackMark> {
    return this.#takeBack(actor, answerId, {
      read: (database, { clusterId }) => readMark(database, clusterId, markId),
      what: `no mark ${markId}`,
    });
  }

  /**
   * Takes the mark of a hit back, and with it all marks of the same question.
   * @throws GoldsmithError `not-found`, also for a hit of another answer, and for one that is not marked.
   */
  async wrongHit(actor: Actor, answerId: number, key: string): Promise<TakenBackMark> {
    return this.#takeBack(actor, answerId, {
      read: (database) => readMarkedHit(database, answerId, key),
      what: `no hit ${key} that is marked as wrong`,
      andHit: (tx) => unmarkHit(tx, key),
    });
  }

  async #takeBack(actor: Actor, answerId: number, { read, what, andHit }: MarkToTakeBack): Promise<TakenBackMark> {
    const { database, embedder } = this.#parts;
    const present = await readAnswer(database, answerId);
    const known = present && (await read(database, present));
    if (!known) throw noMark(answerId, what);
    // The words may have to be put back; no embedder is waited for within the transaction.
    const [given] = known.question === null ? [] : await embedPhrasings(this.#parts, [known.question]);
    const canonical = await embedder.embed(present.question);
    const isFound = known.question !== null && (await this.#isFound(known.question, answerId));
    const taken = await database.transaction(async (tx) => {
      const answer = await lockAnswer(tx, { id: answerId });
      const mark = answer && (await read(tx, answer));
      if (!mark) throw noMark(answerId, what);
      const { clusterId } = answer;
      const { question, normalised } = mark;
      await andHit?.(tx);
      const wasTakenOut = normalised !== null && (await unmarkWords(tx, { answerId, clusterId, normalised }));
      if (wasTakenOut && given) {
        const place = { clusterId, canonical, embeddingModel: embedder.id, person: actor.name };
        await placePhrasing(tx, { ...given, byHand: false }, place);
      }
      const words = normalised !== null && given && { normalised, vector: given.vector };
      const silencedBy = words ? await marksAgainst(tx, clusterId, words, embedder.id) : [];
      const isInService = answer.status === 'published' && answer.staleSince === null;
      const served = isInService && silencedBy.length === 0 && (wasTakenOut || isFound);
      await recordChange(tx, {
        ...{ who: actor.name, action: 'mark.take-back', subject: { kind: 'answer', id: answerId } },
        before: { question, served: false },
        after: { question, served, ...(silencedBy.length > 0 && { silenced_by: silencedBy }) },
      });
      return { question, served, silencedBy };
    });
    await serveChanges(this.#parts);
    return taken;
  }

  /** Whether a question comes to an answer, or one with the same text, and nothing but a mark keeps it from being served. */
  async #isFound(question: string, answerId: number): Promise<boolean> {
    await serveChanges(this.#parts);
    const { reason, outcome, cluster } = await this.#parts.golden.explain(question);
    if (cluster === undefined || (outcome !== 'hit' && reason !== 'marked-wrong')) return false;
    return hasSameAnswer(this.#parts.database, answerId, cluster);
  }
}

/** A mark that is taken back. */
interface MarkToTakeBack {
  /** Undefined where the answer has no such mark. */
  read: (database: Queryable, answer: AnswerState) => Promise<MarkedQuestion | undefined>;
  /** What there is not, then. */
  what: string;
  /** Of a hit: takes its own mark away, also where its words are not kept any more. */
  andHit?: (tx: Queryable) => Promise<void>;
}

function noMark(answerId: number, what: string): GoldsmithError {
  return new GoldsmithError('not-found', `Answer ${answerId} has ${what}. Somebody may have taken it back.`);
}
