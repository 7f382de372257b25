import { type ReviewCard as Card, readReview } from 'desk-api/review.ts';
import { useState } from 'react';
import { Link } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { AnswerText } from '../../parts/answer-text.tsx';
import { Demand } from '../../parts/demand.tsx';
import { DiffView } from '../../parts/diff-view.tsx';
import { count, languageName, moment } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { ProposalView } from '../../parts/proposal-view.tsx';
import { useMayEdit } from '../../shell/use-session.ts';
import { DecideDraft } from './decide-draft.tsx';
import { DecideProposal } from './decide-proposal.tsx';
import { ItemTags } from './review-queue.tsx';
import { Support } from './support.tsx';

/** Told when somebody has decided: what was done, and to what. */
export type OnDecided = (done: string, item: { answer_id: number; question: string }) => void;

/** All that a decision needs, and the decision. */
export function ReviewCard(props: { id: number; onBegin: () => void; onDecided: OnDecided; onLeave: () => void }) {
  const asked = useEndpoint(readReview, { params: { id: props.id } });
  return (
    <>
      <p className="back">
        <button type="button" onClick={props.onLeave}>
          To the queue
        </button>
      </p>
      <Loaded asked={asked}>{(card) => <CardView card={card} {...props} />}</Loaded>
    </>
  );
}

function CardView({ card, ...props }: { card: Card; onBegin: () => void; onDecided: OnDecided; onLeave: () => void }) {
  const mayEdit = useMayEdit();
  const [isEditing, setEditing] = useState(false);
  const Decide = card.kind === 'draft' ? DecideDraft : DecideProposal;
  return (
    <article className="card">
      <h2>
        <bdi>{card.question}</bdi>
      </h2>
      <p className="lead">
        <ItemTags item={card} /> {languageName(card.language)}.{' '}
        <Demand answer={card.answer_id} conversations={card.conversations} users={card.users} />;{' '}
        {count(card.users_ever)} {card.users_ever === 1 ? 'user' : 'users'} ever. Written {moment(card.created_at)} UTC.{' '}
        <Link to={`/answers?answer=${card.answer_id}`}>All of this answer</Link>
      </p>
      {card.dismissed && <DismissedBefore users={card.users} {...card.dismissed} />}
      {mayEdit && <Decide card={card} isEditing={isEditing} setEditing={setEditing} {...props} />}
      {!isEditing && <CardText card={card} />}
      <Support card={card} />
      <Phrasings card={card} />
    </article>
  );
}

/** Why a question is back that somebody did not want to see answered. */
function DismissedBefore({ by, at, users_then, users }: NonNullable<Card['dismissed']> & { users: number }) {
  return (
    <p className="notice">
      <bdi>{by}</bdi> dismissed this at {moment(at)} UTC, when {count(users_then)} {users_then === 1 ? 'user' : 'users'}{' '}
      asked it. It is back because {count(users)} do.
    </p>
  );
}

function CardText({ card }: { card: Card }) {
  return (
    <>
      {card.proposal && <ProposalView proposal={card.proposal} />}
      <section aria-label="Answer">
        <h3>{card.kind === 'proposal' ? 'What stands there now' : 'Answer'}</h3>
        <AnswerText text={card.answer} language={card.language} />
      </section>
      {card.diff && (
        <section aria-label="Change">
          <h3>Since it was last served</h3>
          <DiffView diff={card.diff} />
        </section>
      )}
    </>
  );
}

function Phrasings({ card: { phrasings } }: { card: Card }) {
  return (
    <section aria-label="Phrasings">
      <h3>
        Would be served to {count(phrasings.length)} {phrasings.length === 1 ? 'phrasing' : 'phrasings'}, and what means
        the same
      </h3>
      <ul className="phrasings">
        {phrasings.map(({ id, text, users }) => (
          <li key={id}>
            <bdi>{text}</bdi>{' '}
            <small>
              {count(users)} {users === 1 ? 'user' : 'users'}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
