import type { AnswerDetail } from 'desk-api/shown-answer.ts';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { AnswerText } from '../../parts/answer-text.tsx';
import { languageName } from '../../parts/in-words.ts';
import { ProposalView } from '../../parts/proposal-view.tsx';
import { SourceList } from '../../parts/source-list.tsx';
import { useMayEdit } from '../../shell/use-session.ts';
import { AnswerActions } from './answer-actions.tsx';
import { EditAnswer } from './edit-answer.tsx';
import { withParams } from './with-params.ts';

/** The text of an answer, what can be done with it, its other languages and its sources. */
export function AnswerTab({ answer }: { answer: AnswerDetail }) {
  const mayEdit = useMayEdit();
  const [isEditing, setEditing] = useState(false);
  if (isEditing) return <EditAnswer answer={answer} onDone={() => setEditing(false)} />;
  return (
    <>
      {answer.stale && (
        <p className="notice bad">
          Not served: what it rests on has changed{answer.stale_reason ? ` (${answer.stale_reason})` : ''}. Edit it, say
          that it still holds, or let a night write it anew.
        </p>
      )}
      {mayEdit && <AnswerActions answer={answer} onEdit={() => setEditing(true)} />}
      {answer.proposal_detail && <ProposalView proposal={answer.proposal_detail} />}
      <AnswerText text={answer.answer} language={answer.language} />
      <Languages answer={answer} />
      <section aria-label="Sources">
        <h3>Sources</h3>
        <SourceList sources={answer.sources} />
      </section>
    </>
  );
}

function Languages({ answer: { languages } }: { answer: AnswerDetail }) {
  const [address] = useSearchParams();
  return (
    <section aria-label="Language versions">
      <h3>In other languages</h3>
      {languages.length === 0 && <p className="soft">Nobody has asked this in another language yet.</p>}
      <ul className="plain">
        {languages.map(({ cluster_id, language, question, answer_id, status }) => (
          <li key={cluster_id}>
            {languageName(language)}:{' '}
            {answer_id === null ? (
              <>
                <bdi>{question}</bdi> <small>no answer</small>
              </>
            ) : (
              <>
                <Link to={`/answers${withParams(address, { answer: answer_id })}`}>
                  <bdi>{question}</bdi>
                </Link>{' '}
                <span className={`tag ${status}`}>{status}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
