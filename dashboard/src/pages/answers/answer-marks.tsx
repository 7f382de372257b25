import { takeBackMark } from 'desk-api/answers.ts';
import type { AnswerDetail, ShownMark } from 'desk-api/shown-answer.ts';
import { useChange } from '../../api/use-endpoint.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { languageName, moment } from '../../parts/in-words.ts';
import { useMayEdit } from '../../shell/use-session.ts';

/** The words that an answer is not served to, and are none of its phrasings. */
export function AnswerMarks({ answer: { id, marks } }: { answer: AnswerDetail }) {
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
              </small>
            </span>
            <TakeBack answer={id} mark={mark} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Lets an editor have a mark's words served the answer again. */
export function TakeBack({ answer, mark }: { answer: number; mark: ShownMark }) {
  const takeBack = useChange(takeBackMark);
  if (!useMayEdit()) return null;
  return (
    <>
      <button
        type="button"
        disabled={takeBack.isPending}
        title="Serve the answer to these words again"
        onClick={() => takeBack.mutate({ params: { id: answer, mark: mark.id } })}
      >
        Take back
      </button>
      {takeBack.error && <ErrorNotice error={takeBack.error} />}
    </>
  );
}
