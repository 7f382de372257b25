import { decideProposal } from 'desk-api/answers.ts';
import { useChange } from '../../api/use-endpoint.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { othersChangeOf, SaveError } from '../../parts/save-error.tsx';
import { useShortcut } from '../../shell/shortcuts.ts';
import { type DecideProps, useLookAgain } from './decide-draft.tsx';
import { TOUCHED } from './touched.ts';

/** Takes what a night proposes, or says that what stands there holds. */
export function DecideProposal({ card, onDecided, onLeave }: DecideProps) {
  const decide = useChange(decideProposal, TOUCHED);
  const lookAgain = useLookAgain(card.answer_id, onLeave);
  const { proposal, version } = card;
  const choose = (accept: boolean) => {
    if (!proposal) return;
    decide.mutateAsync({ params: { id: card.answer_id }, body: { version, accept, at: proposal.at } }).then(
      () => onDecided(accept ? 'Accepted' : 'Kept as it is', card),
      () => undefined,
    );
  };
  // Not the key that approves a draft: this replaces what may be a person's text.
  useShortcut('p', 'Accept the proposal', () => choose(true), !decide.isPending);
  useShortcut('d', 'Keep the answer as it is', () => choose(false), !decide.isPending);
  const again = async () => {
    decide.reset();
    await lookAgain();
  };
  const goOn = (
    <button type="button" onClick={again}>
      Look at it as it is now
    </button>
  );
  return (
    <>
      {decide.error && othersChangeOf(decide.error) && <SaveError error={decide.error}>{() => goOn}</SaveError>}
      {decide.error && !othersChangeOf(decide.error) && (
        <>
          <ErrorNotice error={decide.error} />
          <div className="actions">{goOn}</div>
        </>
      )}
      <div className="actions">
        <button type="button" className="main" disabled={decide.isPending} onClick={() => choose(true)}>
          {proposal?.answer === null ? 'Pause the answer' : 'Accept the proposal'} <kbd>p</kbd>
        </button>
        <button type="button" disabled={decide.isPending} onClick={() => choose(false)}>
          Keep it as it is <kbd>d</kbd>
        </button>
      </div>
    </>
  );
}
