import { listHits, markHitWrong, takeBackWrong } from 'desk-api/answers.ts';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useChange, useEndpoint } from '../../api/use-endpoint.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { milliseconds, moment, percent } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { NewestOlder } from '../../parts/newest-older.tsx';
import { useMayEdit } from '../../shell/use-session.ts';
import { reasonInWords } from '../lookups/reasons.ts';
import { takenBackInWords } from './taken-back-in-words.ts';
import { withParams } from './with-params.ts';

/** When an answer was served, and to what; newest first. */
export function AnswerHits({ id }: { id: number }) {
  const [address, setAddress] = useSearchParams();
  const before = address.get('hits') ?? undefined;
  const mayEdit = useMayEdit();
  const asked = useEndpoint(listHits, { params: { id }, query: { before, limit: 20 } });
  const mark = useChange(markHitWrong);
  const takeBack = useChange(takeBackWrong);
  const error = mark.error ?? takeBack.error;
  const isBusy = mark.isPending || takeBack.isPending;
  const [told, setTold] = useState('');
  const onTakeBack = (key: string) => {
    mark.reset();
    takeBack.mutateAsync({ params: { id, key } }).then(
      ({ taken_back }) => setTold(takenBackInWords(taken_back)),
      () => setTold(''),
    );
  };
  const onMark = (key: string) => {
    takeBack.reset();
    mark.mutateAsync({ params: { id, key } }).then(
      ({ never_again }) =>
        setTold(
          never_again
            ? 'Marked. That question, and what means the same, is not answered so again.'
            : 'Marked. Its question is not kept any more, so it cannot be kept from being answered so again.',
        ),
      () => setTold(''),
    );
  };
  return (
    <section aria-label="Hits">
      {error && <ErrorNotice error={error} />}
      <p role="status">{told}</p>
      <Loaded asked={asked}>
        {({ hits, next }) => (
          <>
            {hits.length === 0 && <p className="empty">Nobody has been served this answer yet.</p>}
            <ul className="plain ruled">
              {hits.map((hit) => (
                <li key={hit.key}>
                  <span>
                    {hit.question === null ? (
                      <span className="soft">not kept any more</span>
                    ) : (
                      <bdi>{hit.question}</bdi>
                    )}{' '}
                    <small>
                      {moment(hit.at)} UTC, {reasonInWords(hit.reason)},{' '}
                      {hit.probability !== null && `sure ${percent(hit.probability)}, `}
                      {milliseconds(hit.milliseconds)}
                    </small>
                  </span>
                  {hit.marked_wrong ? (
                    <span className="row-actions">
                      <span className="tag failed">marked wrong</span>
                      {mayEdit && (
                        <button type="button" disabled={isBusy} onClick={() => onTakeBack(hit.key)}>
                          Take back
                        </button>
                      )}
                    </span>
                  ) : (
                    mayEdit && (
                      <button type="button" disabled={isBusy} onClick={() => onMark(hit.key)}>
                        Mark wrong
                      </button>
                    )
                  )}
                </li>
              ))}
            </ul>
            <NewestOlder
              label="Pages of hits"
              before={before}
              next={next}
              onTurn={(hits) => setAddress(withParams(address, { hits }))}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}
