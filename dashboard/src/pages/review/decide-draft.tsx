import { useQueryClient } from '@tanstack/react-query';
import { approveDraft, dismissDraft, listReview, type ReviewCard, readReview } from 'desk-api/review.ts';
import { useState } from 'react';
import { useChange } from '../../api/use-endpoint.ts';
import { AnswerForm, type WrittenAnswer } from '../../parts/answer-form.tsx';
import { type OthersChange, othersChangeOf, SaveError } from '../../parts/save-error.tsx';
import { useShortcut } from '../../shell/shortcuts.ts';
import { forgetUnsaved } from '../../shell/unsaved.ts';
import type { OnDecided } from './review-card.tsx';
import { TOUCHED } from './touched.ts';

/** What a card's decision needs to know. */
export interface DecideProps {
  card: ReviewCard;
  isEditing: boolean;
  setEditing: (isEditing: boolean) => void;
  /** Somebody begins to write. */
  onBegin: () => void;
  onDecided: OnDecided;
  onLeave: () => void;
}

/** Approves a draft, in other words if need be, or dismisses it. */
export function DecideDraft({ card, isEditing, setEditing, onBegin, onDecided, onLeave }: DecideProps) {
  const approve = useChange(approveDraft, TOUCHED);
  const dismiss = useChange(dismissDraft, TOUCHED);
  const lookAgain = useLookAgain(card.answer_id, onLeave);
  const params = { id: card.answer_id };
  // What was there when somebody began to write; what is read meanwhile must not pass for it.
  const [begun, setBegun] = useState(card);
  const initial: WrittenAnswer = { question: begun.question, answer: begun.answer, language: '' };
  const [written, setWritten] = useState(initial);
  const onEdit = () => {
    setBegun(card);
    setWritten({ question: card.question, answer: card.answer, language: '' });
    onBegin();
    setEditing(true);
  };
  const { version } = card;
  const isBusy = approve.isPending || dismiss.isPending;
  const decide = (change: Promise<unknown>, done: string) =>
    // What went wrong stands in the change's own error.
    change.then(
      () => {
        forgetUnsaved();
        onDecided(done, card);
      },
      () => undefined,
    );
  const onApprove = () => decide(approve.mutateAsync({ params, body: { version } }), 'Approved');
  const onDismiss = () => decide(dismiss.mutateAsync({ params, body: { version } }), 'Dismissed');
  // Who was shown what somebody else has saved meanwhile saves over that.
  const seen = othersChangeOf(approve.error)?.version;
  const onSave = () => {
    const { question, answer } = written;
    const body = { version: seen ?? begun.version, question, answer };
    decide(approve.mutateAsync({ params, body }), 'Edited and approved');
  };
  const mayPress = !isEditing && !isBusy;
  useShortcut('a', 'Approve', onApprove, mayPress);
  useShortcut('e', 'Edit and approve', onEdit, mayPress);
  useShortcut('d', 'Dismiss', onDismiss, mayPress);
  const error = approve.error ?? dismiss.error;
  const again = async (current?: OthersChange) => {
    forgetUnsaved();
    setEditing(false);
    approve.reset();
    dismiss.reset();
    if (current) await lookAgain();
  };
  return (
    <>
      {error && (
        <SaveError error={error}>
          {(current) => (
            <>
              {isEditing && (
                <button type="button" disabled={isBusy} onClick={onSave}>
                  Save what you have written over it
                </button>
              )}
              <button type="button" onClick={() => again(current)}>
                {isEditing ? 'Drop yours, go on from this' : 'Go on from this'}
              </button>
            </>
          )}
        </SaveError>
      )}
      {isEditing ? (
        <AnswerForm
          initial={initial}
          written={written}
          onWrite={setWritten}
          saveLabel={seen === undefined ? 'Approve so' : 'Approve so, over it'}
          isSaving={isBusy}
          onSave={onSave}
          onCancel={() => again()}
        />
      ) : (
        <div className="actions">
          <button type="button" className="main" disabled={isBusy} onClick={onApprove}>
            Approve <kbd>a</kbd>
          </button>
          <button type="button" disabled={isBusy} onClick={onEdit}>
            Edit and approve <kbd>e</kbd>
          </button>
          <button type="button" disabled={isBusy} onClick={onDismiss}>
            Dismiss <kbd>d</kbd>
          </button>
        </div>
      )}
    </>
  );
}

/** Reads the queue anew, and the card if it still waits; if not, leaves it. */
export function useLookAgain(id: number, onLeave: () => void): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: [listReview.path] });
    const pages = client.getQueriesData<{ items: { answer_id: number }[] }>({ queryKey: [listReview.path] });
    if (!pages.some(([, read]) => read?.items.some(({ answer_id }) => answer_id === id))) return onLeave();
    await client.invalidateQueries({ queryKey: [readReview.path] });
  };
}
