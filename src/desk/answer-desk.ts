import type { Queryable } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import { anchorSources } from '../golden/anchor-sources.ts';
import { readProposal, rejectProposal, removeProposal } from '../golden/answer-proposals.ts';
import { type AnswerState, readAnswer } from '../golden/answer-state.ts';
import { standingOf } from '../golden/answer-status.ts';
import { type AnswerChangeKind, readVersion } from '../golden/answer-versions.ts';
import { type AnswerChanges, changeAnswer, changedMeanwhile } from '../golden/change-answer.ts';
import type { AnswerMetadata } from '../golden/golden-answer.ts';
import type { GivenPhrasing } from '../golden/place-phrasing.ts';
import { presentChunks } from '../knowledge/source-states.ts';
import { type Actor, type DeskParts, recordAnswerChange, serveChanges } from './desk-parts.ts';
import { claimWordings, embedPhrasings, reclaimQuestion } from './given-phrasings.ts';

/** Another text of an answer; what is left out stays. */
export interface AnswerEdit {
  question?: string;
  answer?: string;
  language?: string | null;
}

/** What a change needs beside the answer itself. */
interface ChangeStep {
  kind: AnswerChangeKind;
  changes: AnswerChanges;
  /** What leads to it from now on: its question in other words. */
  wording?: GivenPhrasing;
  /** Its question as it is, of what may come back: another answer may have taken it meanwhile. */
  own?: GivenPhrasing;
  /** Done in the same transaction, once the answer is changed. */
  afterwards?: (tx: Queryable) => Promise<void>;
}

const ACTION: Record<AnswerChangeKind, string> = {
  written: 'answer.write',
  edited: 'answer.edit',
  approved: 'answer.approve',
  paused: 'answer.pause',
  resumed: 'answer.publish',
  dismissed: 'answer.dismiss',
  restored: 'answer.restore',
  confirmed: 'answer.confirm',
  accepted: 'answer.accept',
  imported: 'answer.import',
  renamed: 'answer.rename',
};

const CHANGED_PROPOSAL =
  'A night or somebody else has changed the proposal, or it is decided. Look at what stands there now.';

/**
 * What people do to single answers. Everything takes the version of the answer that the person has seen, and is refused when there
 * is another by now; everything is a version of the answer and a row of the audit, in one transaction, and is served at once.
 */
export class AnswerDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /**
   * Changes an answer's text; no night overwrites it from then on. A stale answer is served again: who changes its text has
   * looked at it. With `approve` a draft is published as well.
   * @throws GoldsmithError `not-found`, `bad-input` when another answer is served to the new question; `ChangedMeanwhile`, with `approve`
   * also where it is no draft, unless it is published and the text is another.
   */
  async edit(actor: Actor, id: number, seen: number, edit: AnswerEdit, approve = false): Promise<void> {
    const given = edit.question === undefined ? undefined : (await embedPhrasings(this.#parts, [edit.question]))[0];
    const own = approve ? await this.#question(id) : undefined;
    await this.#change(actor, id, seen, async (tx, before) => {
      const isOther =
        (edit.answer !== undefined && edit.answer !== before.answer) ||
        (edit.question !== undefined && edit.question !== before.question) ||
        (edit.language !== undefined && edit.language !== before.language);
      // Who writes over what somebody else has approved meanwhile was shown it: that is an edit as any.
      const isOverApproved = isOther && before.status === 'published';
      if (approve && !isOverApproved) await mustWait(tx, before);
      const text = isOther ? { ...edit, isEdited: true, ...(await this.#asThingsAre(tx, before)) } : {};
      return {
        kind: isOther ? 'edited' : 'approved',
        changes: { ...text, ...(approve ? { status: 'published', isApproved: true } : {}) },
        wording: edit.question === before.question ? undefined : given,
        own,
        afterwards: async () => {
          if (isOther) await removeProposal(tx, id);
        },
      };
    });
  }

  /**
   * Publishes a draft or a paused answer, or what was dismissed after all.
   * @throws GoldsmithError `bad-input` when its question leads to another answer by now.
   */
  async publish(actor: Actor, id: number, seen: number): Promise<void> {
    const own = await this.#question(id);
    await this.#change(actor, id, seen, async (_, { status }) => ({
      kind: status === 'draft' ? 'approved' : 'resumed',
      changes: { status: 'published', isApproved: true },
      own,
    }));
  }

  /**
   * Takes an answer out of service until it is published again.
   * @throws GoldsmithError `bad-input` for a dismissed one as {@link publish}.
   */
  async pause(actor: Actor, id: number, seen: number): Promise<void> {
    const now = await readAnswer(this.#parts.database, id);
    const own = now?.status === 'dismissed' ? await this.#question(id) : undefined;
    await this.#change(actor, id, seen, async () => ({ kind: 'paused', changes: { status: 'paused' }, own }));
  }

  /** Wants no such answer: no night writes one, unless the question is asked markedly more. The text is kept. */
  async dismiss(actor: Actor, id: number, seen: number): Promise<void> {
    await this.#change(actor, id, seen, async () => dismissed(id));
  }

  /** Dismisses what waits for a person; `ChangedMeanwhile` where it is no draft any more. */
  async dismissDraft(actor: Actor, id: number, seen: number): Promise<void> {
    await this.#change(actor, id, seen, async (tx, before) => {
      await mustWait(tx, before);
      return dismissed(id);
    });
  }

  /** Says that a stale answer holds as things are: it is served again, and rests on its sources as they are now. */
  async confirm(actor: Actor, id: number, seen: number): Promise<void> {
    await this.#change(actor, id, seen, async (tx, before) => ({
      kind: 'confirmed',
      changes: { ...(await this.#asThingsAre(tx, before)), isApproved: true },
      afterwards: () => rejectProposal(tx, id),
    }));
  }

  /**
   * Takes back question, text, sources and language of an earlier version; the status stays.
   * @throws GoldsmithError `not-found` also when there is no such version.
   */
  async restore(actor: Actor, id: number, seen: number, to: number): Promise<void> {
    const [old] = await this.#parts.database.query<{ question: string }>(
      'SELECT canonical_question AS question FROM answer_versions WHERE golden_answer_id = $1 AND version = $2',
      [id, to],
    );
    const given = old ? await embedPhrasings(this.#parts, [old.question]) : [];
    await this.#change(actor, id, seen, async (tx, before) => {
      const version = await readVersion(tx, id, to);
      if (!version) throw new GoldsmithError('not-found', `Answer ${id} has no version ${to}.`);
      const { question, answer, language } = version;
      const present = await presentChunks(tx, version.sources);
      const sources = anchorSources(version.sources, present);
      return {
        kind: 'restored',
        changes: { question, answer, language, sources, isEdited: true, isFresh: true },
        wording: question === before.question ? undefined : given[0],
        afterwards: () => removeProposal(tx, id),
      };
    });
  }

  /**
   * Takes what a night proposes in place of the answer, or says that the answer holds. To accept that nothing supports an answer
   * any more is to pause it.
   * @param at when the proposal was made that the person has seen.
   * @throws `ChangedMeanwhile` also when there is another one by now, or none.
   */
  async decideProposal(actor: Actor, id: number, seen: number, at: Date, accept: boolean): Promise<void> {
    await this.#change(actor, id, seen, async (tx, before) => {
      const proposal = await readProposal(tx, id);
      if (proposal?.createdAt.getTime() !== at.getTime()) throw await changedMeanwhile(tx, before, CHANGED_PROPOSAL);
      if (!accept) {
        const changes = { ...(await this.#asThingsAre(tx, before)), isApproved: true };
        return { kind: 'confirmed', changes, afterwards: () => rejectProposal(tx, id) };
      }
      const afterwards = () => removeProposal(tx, id);
      const { answer, sources } = proposal;
      if (answer === null) return { kind: 'paused', changes: { status: 'paused' }, afterwards };
      const metadata = proposal.metadata as AnswerMetadata;
      const text = { answer, sources, metadata, isEdited: false, isApproved: true, isFresh: true };
      return { kind: 'accepted', changes: text, afterwards };
    });
  }

  /**
   * Erases a dismissed answer with its versions; a night may write one anew.
   * @throws GoldsmithError `bad-input` for one that was not dismissed.
   */
  async erase(actor: Actor, id: number, seen: number): Promise<void> {
    await this.#parts.database.transaction(async (tx) => {
      // Nothing changes by it, but that the version is the one that was seen.
      const { before } = await changeAnswer(tx, id, seen, 'edited', {}, {});
      if (before.status !== 'dismissed')
        throw new GoldsmithError('bad-input', 'Only what was dismissed can be erased. Dismiss the answer first.');
      await tx.query('DELETE FROM golden_answers WHERE id = $1', [id]);
      await tx.query('DELETE FROM answer_usage WHERE golden_answer_id = $1', [id]);
      await recordAnswerChange(tx, actor, 'answer.erase', before, undefined);
    });
    await serveChanges(this.#parts);
  }

  async #change(
    actor: Actor,
    id: number,
    seen: number,
    stepFor: (tx: Queryable, before: AnswerState) => Promise<ChangeStep>,
  ): Promise<void> {
    await this.#parts.database.transaction(async (tx) => {
      // Whether it is there and the one that was seen is checked before anything is looked up for it.
      const { before } = await changeAnswer(tx, id, seen, 'edited', {}, {});
      const { kind, changes, wording, own, afterwards } = await stepFor(tx, before);
      const { after } = await changeAnswer(tx, id, seen, kind, { person: actor.name }, changes);
      const claimBy = ({ vector }: GivenPhrasing) => ({ ...after, canonical: vector, person: actor.name });
      const comesBack = standingOf(after.status) > standingOf(before.status);
      let added: string[] = [];
      if (wording) added = await claimWordings(tx, this.#parts, [wording], claimBy(wording));
      else if (own && comesBack) added = await reclaimQuestion(tx, this.#parts, own, claimBy(own));
      await afterwards?.(tx);
      if (after.version !== before.version) await recordAnswerChange(tx, actor, ACTION[kind], before, after, added);
    });
    await serveChanges(this.#parts);
  }

  /** The question of an answer; undefined where there is none, which its change will tell. */
  async #question(id: number): Promise<GivenPhrasing | undefined> {
    const answer = await readAnswer(this.#parts.database, id);
    return answer && (await embedPhrasings(this.#parts, [answer.question]))[0];
  }

  /** What changes of a stale answer that somebody has looked at. */
  async #asThingsAre(tx: Queryable, { staleSince, sources }: AnswerState): Promise<AnswerChanges> {
    if (!staleSince) return {};
    return { sources: anchorSources(sources, await presentChunks(tx, sources)), isFresh: true };
  }
}

function dismissed(id: number): ChangeStep {
  return { kind: 'dismissed', changes: { status: 'dismissed' }, afterwards: (tx) => removeProposal(tx, id) };
}

/** The queue decides on drafts: what was decided since is not decided once more by who looks at an old card. */
async function mustWait(tx: Queryable, answer: AnswerState): Promise<void> {
  if (answer.status !== 'draft') throw await changedMeanwhile(tx, answer);
}
