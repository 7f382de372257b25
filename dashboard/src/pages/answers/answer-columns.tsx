import type { AnswerQuery } from 'desk-api/answers.ts';
import type { AnswerRow } from 'desk-api/shown-answer.ts';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { DataColumn } from '../../parts/data-table.tsx';
import { count, languageName, moment } from '../../parts/in-words.ts';
import { leadsTo } from '../../parts/list-beside.tsx';
import { toPhrasings } from '../../parts/to-answers.ts';
import { toLookups } from '../lookups/to-lookups.ts';
import { withParams } from './with-params.ts';

const QUESTION: DataColumn<AnswerRow> = {
  id: 'question',
  header: () => <SortLink by="question">Question</SortLink>,
  meta: { isMain: true },
  cell: ({ row }) => <AnswerLink row={row.original} />,
};
const HITS: DataColumn<AnswerRow> = {
  id: 'hits',
  header: () => <SortLink by="hits">Hits</SortLink>,
  meta: { isNumber: true, label: 'Hits' },
  cell: ({ row: { original } }) => (
    <Link to={toLookups({ outcome: 'hit', answer: original.id })}>{count(original.hits)}</Link>
  ),
};

/** What is told of each answer. */
export const ANSWER_COLUMNS: DataColumn<AnswerRow>[] = [
  QUESTION,
  { id: 'status', header: 'Status', cell: ({ row }) => <StatusTags row={row.original} /> },
  { id: 'language', header: 'Language', cell: ({ row }) => languageName(row.original.language) },
  HITS,
  {
    id: 'wrong',
    header: 'Marked wrong',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => (
      <Link to={toLookups({ verdict: 'marked-wrong', answer: original.id })}>{count(original.marked_wrong)}</Link>
    ),
  },
  {
    id: 'users',
    header: 'Users',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => <Link to={toPhrasings(original.id)}>{count(original.users)}</Link>,
  },
  {
    id: 'updated',
    header: () => <SortLink by="updated">Changed (UTC)</SortLink>,
    meta: { label: 'Changed (UTC)' },
    cell: ({ row: { original } }) => <time dateTime={original.updated_at}>{moment(original.updated_at)}</time>,
  },
];

/** Where an answer stands beside the table. */
export const NARROW_COLUMNS: DataColumn<AnswerRow>[] = [QUESTION, HITS];

function SortLink({ by, children }: { by: AnswerQuery['sort']; children: ReactNode }) {
  const [address] = useSearchParams();
  const isNow = (address.get('sort') ?? 'hits') === by;
  return (
    <Link
      className="sort"
      to={`/answers${withParams(address, { sort: by === 'hits' ? undefined : by, page: undefined })}`}
      aria-current={isNow || undefined}
      title={`Sort by ${by}`}
    >
      {children}
      {isNow && <span aria-hidden="true"> {by === 'question' ? '↑' : '↓'}</span>}
    </Link>
  );
}

function AnswerLink({ row }: { row: AnswerRow }) {
  const [address] = useSearchParams();
  return (
    <Link
      to={`/answers${withParams(address, { answer: row.id, hits: undefined })}`}
      aria-current={address.get('answer') === String(row.id) || undefined}
      {...leadsTo(row.id)}
    >
      <bdi>{row.question}</bdi>
    </Link>
  );
}

/** How an answer stands. */
export function StatusTags({ row }: { row: Pick<AnswerRow, 'status' | 'stale' | 'edited' | 'proposal'> }) {
  return (
    <span className="tags">
      <span className={`tag ${row.status}`}>{row.status}</span>
      {row.stale && <span className="tag stale">stale</span>}
      {row.edited && <span className="tag">a person’s</span>}
      {row.proposal && <span className="tag proposal">proposal</span>}
    </span>
  );
}
