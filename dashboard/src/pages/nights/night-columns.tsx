import type { Night } from 'desk-api/night.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { DataColumn } from '../../parts/data-table.tsx';
import { count, dollars, duration, moment } from '../../parts/in-words.ts';
import { toAnswersOf } from '../../parts/to-answers.ts';

const number = (id: string, header: string, of: (night: Night) => ReactNode): DataColumn<Night> => ({
  ...{ id, header, meta: { isNumber: true } },
  cell: ({ row }) => of(row.original),
});

/** What is told of each night. */
export const NIGHT_COLUMNS: DataColumn<Night>[] = [
  {
    id: 'started',
    header: 'Begun (UTC)',
    meta: { isMain: true },
    cell: ({ row: { original } }) => (
      <Link to={`/nights/${original.run}`}>
        <time dateTime={original.started_at}>{moment(original.started_at)}</time>
      </Link>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ row: { original } }) => (
      <>
        <StatusTag status={original.status} /> {original.only_stale && <small>stale answers only</small>}
        {original.error_message && <span className="error-line">{original.error_message.split('\n')[0]}</span>}
      </>
    ),
  },
  number('questions', 'Questions', (night) => count(night.queries_analyzed)),
  number('clusters', 'Clusters', (night) => <Link to={`/nights/${night.run}`}>{count(night.clusters_found)}</Link>),
  number('changes', 'New / grown', ({ run, changes }) =>
    changes ? (
      <>
        <Link to={`/nights/${run}?kind=created`}>{count(changes.created)}</Link> /{' '}
        <Link to={`/nights/${run}?kind=grown`}>{count(changes.grown)}</Link>
      </>
    ) : (
      '–'
    ),
  ),
  number('written', 'Answers new', (night) => (
    <Link to={toAnswersOf(night.run, 'new')}>{count(night.golden_answers_generated)}</Link>
  )),
  number('rewritten', 'Rewritten', (night) => (
    <Link to={toAnswersOf(night.run, 'rewritten')}>{count(night.golden_answers_updated)}</Link>
  )),
  number('tokens', 'Tokens', (night) => count(night.total_tokens_used)),
  number('cost', 'Cost', (night) => dollars(night.cost_usd)),
  number('took', 'Took', (night) => duration(night.execution_time_seconds)),
];

/** How a night stands. */
export function StatusTag({ status }: { status: string }) {
  return <span className={`tag ${status === 'running' ? 'going' : status}`}>{status}</span>;
}
