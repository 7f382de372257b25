import type { ShownProposal } from 'desk-api/shown-answer.ts';
import { Link } from 'react-router';
import { DiffView } from './diff-view.tsx';
import { moment } from './in-words.ts';

/** What a night would put in an answer's place, as a diff from what stands there. */
export function ProposalView({ proposal }: { proposal: ShownProposal }) {
  const { run, at, answer, reason, diff } = proposal;
  const night = run === null ? 'A night' : <Link to={`/nights/${run}`}>Night {run}</Link>;
  return (
    <section aria-label="Proposal">
      <h3>A night would change this</h3>
      <p className="lead">
        {night}, {moment(at)} UTC.{' '}
        {answer === null
          ? 'It found nothing that supports the answer any more. To accept that pauses the answer.'
          : 'Struck through: what stands there now. Underlined: what it would say.'}
      </p>
      {answer === null ? <p className="notice">{reason}</p> : <DiffView diff={diff} />}
    </section>
  );
}
