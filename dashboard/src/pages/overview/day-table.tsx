import type { Overview } from 'desk-api/overview.ts';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { count, milliseconds, percent } from '../../parts/in-words.ts';
import { toLookups } from '../lookups/to-lookups.ts';

type Day = Overview['days'][number];

const COLUMNS: DataColumn<Day>[] = [
  {
    id: 'day',
    header: 'Day',
    meta: { isMain: true },
    cell: ({ row: { original } }) => (
      <Link to={toLookups({ from: original.day, to: original.day })}>{original.day}</Link>
    ),
  },
  {
    id: 'lookups',
    header: 'Questions',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => (
      <Link to={toLookups({ from: original.day, to: original.day })}>{count(original.lookups)}</Link>
    ),
  },
  {
    id: 'hits',
    header: 'Served',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => (
      <Link to={toLookups({ from: original.day, to: original.day, outcome: 'hit' })}>{count(original.hits)}</Link>
    ),
  },
  {
    id: 'share',
    header: 'Share',
    meta: { isNumber: true },
    cell: ({ row }) => percent(row.original.hits / row.original.lookups),
  },
  { id: 'p50', header: 'Median', meta: { isNumber: true }, cell: ({ row }) => milliseconds(row.original.p50_ms) },
  { id: 'p99', header: '99%', meta: { isNumber: true }, cell: ({ row }) => milliseconds(row.original.p99_ms) },
];

/** The charts' numbers, newest day first. */
export function DayTable({ days }: Pick<Overview, 'days'>) {
  const newestFirst = useMemo(() => days.toReversed(), [days]);
  return (
    <details>
      <summary>The same as a table</summary>
      <DataTable caption="Questions by day" columns={COLUMNS} rows={newestFirst} empty="No questions yet." />
    </details>
  );
}
