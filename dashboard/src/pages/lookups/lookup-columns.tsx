import type { LookupRow } from 'desk-api/lookups.ts';
import { Link } from 'react-router';
import type { DataColumn } from '../../parts/data-table.tsx';
import { languageName, milliseconds, moment, percent } from '../../parts/in-words.ts';
import { toAnswer } from '../../parts/to-answers.ts';
import { reasonInWords } from './reasons.ts';

/** What is told of each lookup. */
export const LOOKUP_COLUMNS: DataColumn<LookupRow>[] = [
  {
    id: 'at',
    header: 'When (UTC)',
    cell: ({ row: { original } }) => <time dateTime={original.at}>{moment(original.at)}</time>,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: ({ row: { original } }) => <span className={`tag ${original.outcome}`}>{original.outcome}</span>,
  },
  { id: 'reason', header: 'Reason', cell: ({ row }) => reasonInWords(row.original.reason) },
  {
    id: 'question',
    header: 'Question',
    meta: { isMain: true },
    cell: ({ row: { original } }) =>
      original.question === null ? (
        <span className="soft">{original.outcome === 'hit' ? 'not kept any more' : 'kept of hits only'}</span>
      ) : (
        <bdi>{original.question}</bdi>
      ),
  },
  {
    id: 'answer',
    header: 'Served the answer to',
    cell: ({ row }) => <Served row={row.original} />,
  },
  { id: 'language', header: 'Language', cell: ({ row }) => languageName(row.original.language) },
  { id: 'probability', header: 'Sure', meta: { isNumber: true }, cell: ({ row }) => percent(row.original.probability) },
  {
    id: 'milliseconds',
    header: 'Took',
    meta: { isNumber: true },
    cell: ({ row }) => milliseconds(row.original.milliseconds),
  },
  {
    id: 'verdict',
    header: 'Verdict',
    cell: ({ row: { original } }) =>
      original.marked_wrong ? (
        <span className="tag failed">marked wrong</span>
      ) : original.checked ? (
        `checked: ${original.checked}`
      ) : (
        '–'
      ),
  },
];

/** Which answer was served. */
function Served({ row: { answer_id, answered_as, answer_erased } }: { row: LookupRow }) {
  if (answer_erased) return <span className="soft">erased</span>;
  if (answer_id === null) return '–';
  return (
    <Link to={toAnswer(answer_id)}>
      <bdi>{answered_as}</bdi>
    </Link>
  );
}
