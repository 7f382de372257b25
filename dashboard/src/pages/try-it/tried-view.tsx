import type { Tried, TryStep } from 'desk-api/try-it.ts';
import Markdown from 'react-markdown';
import { Link } from 'react-router';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { languageName, milliseconds } from '../../parts/in-words.ts';
import { lastDays } from '../../parts/last-days.ts';
import { reasonInWords } from '../lookups/reasons.ts';
import { toLookups } from '../lookups/to-lookups.ts';
import { verdictsOf } from './verdicts.ts';

/** What came of a question, rule by rule. */
export function TriedView({ tried }: { tried: Tried }) {
  const { outcome, reason, answer, steps } = tried;
  const decided = steps.find((one): one is Extract<TryStep, { step: 'decide' }> => one.step === 'decide');
  return (
    <>
      <p className="outcome" role="status">
        <span className={`tag ${outcome}`}>{outcome}</span> {reasonInWords(reason)}, in{' '}
        {milliseconds(tried.milliseconds)}
        {tried.language && `, ${languageName(tried.language)}`}
      </p>
      <div className="columns">
        <section aria-labelledby="rules">
          <h2 id="rules">Rule by rule</h2>
          <ol className="verdicts">
            {verdictsOf(tried).map(({ rule, state, says }) => (
              <li key={rule} className={state}>
                <strong>{rule}</strong> <bdi>{says}</bdi>
              </li>
            ))}
          </ol>
        </section>
        <section aria-labelledby="answer">
          <h2 id="answer">Answer</h2>
          {answer ? (
            <article>
              <p className="lead">
                Written for: <bdi>{answer.question}</bdi> (
                <Link to={toLookups({ ...lastDays(30), answer: answer.id })}>served to these</Link>)
              </p>
              <div className="markdown" lang={answer.language ?? undefined} dir="auto">
                <Markdown>{answer.answer}</Markdown>
              </div>
            </article>
          ) : (
            <p className="empty">None from the cache: the bot’s own model would answer.</p>
          )}
        </section>
      </div>
      {decided && <Nearest considered={decided.considered} />}
    </>
  );
}

type Considered = Extract<TryStep, { step: 'decide' }>['considered'][number];

const COLUMNS: DataColumn<Considered>[] = [
  { id: 'phrasing', header: 'Nearest phrasing', cell: ({ row }) => <bdi>{row.original.phrasing}</bdi> },
  {
    id: 'answers',
    header: 'Its answer was written for',
    cell: ({ row: { original } }) =>
      original.answers === null ? (
        <span className="soft">{original.cluster === null ? 'asked alone: no answer' : 'no answer yet'}</span>
      ) : (
        <bdi>{original.answers}</bdi>
      ),
  },
  { id: 'cosine', header: 'Cosine', meta: { isNumber: true }, cell: ({ row }) => row.original.similarity.toFixed(3) },
  { id: 'score', header: 'Score', meta: { isNumber: true }, cell: ({ row }) => row.original.score?.toFixed(2) ?? '–' },
];

function Nearest({ considered }: { considered: Considered[] }) {
  return (
    <section aria-labelledby="nearest">
      <h2 id="nearest">Nearest</h2>
      <p className="lead">
        The ten best of those looked at. The score weighs cosine, mean cosine and words; how far the best is ahead of
        the next with another answer makes the probability.
      </p>
      <DataTable caption="Nearest questions" columns={COLUMNS} rows={considered} empty="Nothing was near." />
    </section>
  );
}
