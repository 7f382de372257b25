import { confirmAnswer, decideProposal, setStatus } from 'desk-api/answers.ts';
import type { AnswerDetail } from 'desk-api/shown-answer.ts';
import { useChange } from '../../api/use-endpoint.ts';
import { SaveError } from '../../parts/save-error.tsx';
import { useShortcut } from '../../shell/shortcuts.ts';
import { useReadAgain } from './use-read-again.ts';

/** What an editor can do with an answer. */
export function AnswerActions({ answer, onEdit }: { answer: AnswerDetail; onEdit: () => void }) {
  const status = useChange(setStatus);
  const confirm = useChange(confirmAnswer);
  const proposal = useChange(decideProposal);
  const readAgain = useReadAgain();
  const { id, version, proposal_detail: proposed } = answer;
  const params = { id };
  const changes = [status, confirm, proposal];
  const isBusy = changes.some(({ isPending }) => isPending);
  const error = changes.map((change) => change.error).find((one) => one !== null);
  const set = (to: 'published' | 'paused' | 'dismissed') => status.mutate({ params, body: { version, status: to } });
  const decide = (accept: boolean) =>
    proposed && proposal.mutate({ params, body: { version, accept, at: proposed.at } });
  const isServed = answer.status === 'published';
  const turn = { published: 'Pause', paused: 'Resume', draft: 'Publish', dismissed: 'Publish after all' }[
    answer.status
  ];
  const onTurn = () => set(isServed ? 'paused' : 'published');
  useShortcut('e', 'Edit', onEdit, !isBusy);
  useShortcut('p', turn, onTurn, !isBusy);
  const again = () => {
    for (const change of changes) change.reset();
    readAgain();
  };
  return (
    <>
      {error && (
        <SaveError error={error}>
          {() => (
            <button type="button" onClick={again}>
              Go on from this
            </button>
          )}
        </SaveError>
      )}
      <div className="actions">
        <button type="button" disabled={isBusy} onClick={onEdit}>
          Edit <kbd>e</kbd>
        </button>
        <button type="button" disabled={isBusy} onClick={onTurn}>
          {turn} <kbd>p</kbd>
        </button>
        {answer.stale && (
          <button type="button" disabled={isBusy} onClick={() => confirm.mutate({ params, body: { version } })}>
            It still holds
          </button>
        )}
        {answer.status !== 'dismissed' && (
          <button type="button" disabled={isBusy} onClick={() => set('dismissed')}>
            Dismiss
          </button>
        )}
        {proposed && (
          <>
            <button type="button" disabled={isBusy} onClick={() => decide(true)}>
              Accept the proposal
            </button>
            <button type="button" disabled={isBusy} onClick={() => decide(false)}>
              Reject the proposal
            </button>
          </>
        )}
      </div>
    </>
  );
}
