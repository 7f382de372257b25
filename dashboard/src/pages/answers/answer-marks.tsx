import { takeBackMark } from 'desk-api/answers.ts';
import type { AnswerDetail, ShownMark } from 'desk-api/shown-answer.ts';
import { Link } from 'react-router';
import { useChange } from '../../api/use-endpoint.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { languageName, moment } from '../../parts/in-words.ts';
import { toPhrasings } from '../../parts/to-answers.ts';
import { useMayEdit } from '../../shell/use-session.ts';
import { takenBackInWords } from './taken-back-in-words.ts';

/** The words that an answer is not served to, and are none of its phrasings. */
export function AnswerMarks({ answer: { id, marks }, onTold }: { answer: AnswerDetail; onTold: OnTold }) {
  const elsewhere = marks.filter(({ phrasing }) => phrasing === null);
  if (elsewhere.length === 0) return null;
  return (
    <section aria-labelledby="marks">
      <h3 id="marks">Not served to</h3>
      <p className="soft">Nor to what means the same.</p>
      <ul className="plain ruled">
        {elsewhere.map((mark) => (
          <li key={mark.id}>
            <span>
              <bdi>{mark.text}</bdi>{' '}
              <small>
                {languageName(mark.language)}, {moment(mark.at)} UTC:{' '}
                {mark.person === null ? 'a hit was marked wrong' : <bdi>{mark.person}</bdi>}
                {mark.person !== null && ' said not this one'}
              </small>{' '}
              <OfOther answer={id} mark={mark} />
            </span>
            <TakeBack mark={mark} onTold={onTold} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Of a mark of another answer with the same text, which. */
export function OfOther({ answer, mark: { answer_id } }: { answer: number; mark: ShownMark }) {
  if (answer_id === answer) return null;
  return (
    <small>
      of <Link to={toPhrasings(answer_id)}>answer {answer_id}</Link>, which says the same
    </small>
  );
}

/** Is told what came of taking a mark back. */
export type OnTold = (told: string) => void;

/** Lets an editor have a mark's words served the answer again. */
export function TakeBack({ mark, onTold }: { mark: ShownMark; onTold: OnTold }) {
  const takeBack = useChange(takeBackMark);
  if (!useMayEdit()) return null;
  return (
    <>
      <button
        type="button"
        disabled={takeBack.isPending}
        title="Serve the answer to these words again"
        onClick={() => {
          takeBack.mutateAsync({ params: { id: mark.answer_id, mark: mark.id } }).then(
            ({ taken_back }) => onTold(takenBackInWords(taken_back)),
            () => onTold(''),
          );
        }}
      >
        Take back
      </button>
      {takeBack.error && <ErrorNotice error={takeBack.error} />}
    </>
  );
}
