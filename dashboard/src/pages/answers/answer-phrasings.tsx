import { detachPhrasing, listAnswers, movePhrasing } from 'desk-api/answers.ts';
import type { AnswerDetail, ShownMark, ShownPhrasing } from 'desk-api/shown-answer.ts';
import { useDeferredValue, useState } from 'react';
import { useChange, useEndpoint } from '../../api/use-endpoint.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { count, languageName } from '../../parts/in-words.ts';
import { useMayEdit } from '../../shell/use-session.ts';
import { AnswerMarks, OfOther, type OnTold, TakeBack } from './answer-marks.tsx';

/** The wordings that an answer is served to, and where else they may belong. */
export function AnswerPhrasings({ answer }: { answer: AnswerDetail }) {
  const mayEdit = useMayEdit();
  const [moving, setMoving] = useState<number>();
  const move = useChange(movePhrasing);
  const detach = useChange(detachPhrasing);
  const error = move.error ?? detach.error;
  const isBusy = move.isPending || detach.isPending;
  const [told, setTold] = useState('');
  // The answer's own marks come first, and hide those of others with the same text.
  const marks = new Map(answer.marks.toReversed().map((mark) => [mark.phrasing, mark]));
  const onMove = (phrasing: number, to: number) => {
    detach.reset();
    move.mutateAsync({ params: { id: answer.id, phrasing }, body: { to } }).then(
      () => setMoving(undefined),
      () => undefined,
    );
  };
  const onDetach = (phrasing: number) => {
    move.reset();
    detach.mutate({ params: { id: answer.id, phrasing } });
  };
  return (
    <section aria-label="Phrasings">
      {error && <ErrorNotice error={error} />}
      <p role="status">{told}</p>
      <ul className="plain ruled">
        {answer.phrasings.map((phrasing) => (
          <li key={phrasing.id}>
            <Wording phrasing={phrasing} />
            <WrongMark answer={answer.id} mark={marks.get(phrasing.id)} onTold={setTold} />
            <Silenced phrasing={phrasing} />
            {isQuestion(phrasing, answer) && <span className="tag">its question</span>}
            {mayEdit && !isQuestion(phrasing, answer) && (
              <span className="row-actions">
                <button
                  type="button"
                  disabled={isBusy}
                  aria-expanded={moving === phrasing.id}
                  onClick={() => setMoving(moving === phrasing.id ? undefined : phrasing.id)}
                >
                  Move
                </button>
                <button type="button" disabled={isBusy} onClick={() => onDetach(phrasing.id)}>
                  Not this one
                </button>
              </span>
            )}
            {moving === phrasing.id && <ChooseAnswer except={answer.id} onChoose={(to) => onMove(phrasing.id, to)} />}
          </li>
        ))}
      </ul>
      <AnswerMarks answer={answer} onTold={setTold} />
    </section>
  );
}

/** Tells apart what the answer is not served to, though the words are among its phrasings. */
function WrongMark(props: { answer: number; mark: ShownMark | undefined; onTold: OnTold }) {
  const { answer, mark, onTold } = props;
  if (!mark) return null;
  return (
    <span className="row-actions">
      <span className="tag failed">marked wrong: not served</span>
      <OfOther answer={answer} mark={mark} />
      <TakeBack mark={mark} onTold={onTold} />
    </span>
  );
}

/** Tells apart what is not served because other words that mean the same are marked. */
function Silenced({ phrasing: { silenced_by } }: { phrasing: ShownPhrasing }) {
  if (silenced_by === null) return null;
  return (
    <span className="tag failed">
      not served: as <bdi>{silenced_by}</bdi>, which is marked
    </span>
  );
}

/** What the answer was written for stays with it. */
function isQuestion({ text }: ShownPhrasing, { question }: AnswerDetail): boolean {
  return text.toLowerCase() === question.toLowerCase();
}

function Wording({ phrasing: { text, language, users, decided } }: { phrasing: ShownPhrasing }) {
  return (
    <span>
      <bdi>{text}</bdi>{' '}
      <small>
        {languageName(language)}, {count(users)} {users === 1 ? 'user' : 'users'}
      </small>{' '}
      {decided && <span className="tag">put here by a person</span>}
    </span>
  );
}

/** Finds the answer that a phrasing goes to. */
function ChooseAnswer({ except, onChoose }: { except: number; onChoose: (id: number) => void }) {
  const [search, setSearch] = useState('');
  const words = useDeferredValue(search.trim());
  const found = useEndpoint(listAnswers, { query: { search: words, limit: 8 } }, { enabled: words !== '' });
  const answers = words === '' ? [] : (found.data?.answers ?? []).filter(({ id }) => id !== except);
  return (
    <div className="choose">
      <label>
        To which answer?{' '}
        <input
          type="search"
          value={search}
          maxLength={200}
          placeholder="words of its question"
          onChange={(event) => setSearch(event.target.value)}
        />
      </label>
      {found.error && <ErrorNotice error={found.error} />}
      <ul className="plain" aria-label="Answers found">
        {answers.map(({ id, question, language }) => (
          <li key={id}>
            <button type="button" onClick={() => onChoose(id)}>
              <bdi>{question}</bdi> <small>{languageName(language)}</small>
            </button>
          </li>
        ))}
      </ul>
      {words !== '' && found.isSuccess && !found.isFetching && answers.length === 0 && (
        <p className="soft">No other answer holds these words.</p>
      )}
    </div>
  );
}
