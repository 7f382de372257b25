import type { AuditRow } from 'desk-api/audit.ts';
import { Link } from 'react-router';
import type { DataColumn } from '../../parts/data-table.tsx';
import { moment } from '../../parts/in-words.ts';
import { actionInWords } from './actions.ts';
import { ChangedFields } from './changed-fields.tsx';

/** What is told of each change. */
export const AUDIT_COLUMNS: DataColumn<AuditRow>[] = [
  {
    id: 'at',
    header: 'When (UTC)',
    cell: ({ row: { original } }) => <time dateTime={original.at}>{moment(original.at)}</time>,
  },
  { id: 'who', header: 'Who', cell: ({ row }) => <bdi>{row.original.who}</bdi> },
  { id: 'action', header: 'What', cell: ({ row }) => actionInWords(row.original.action) },
  { id: 'subject', header: 'Which', cell: ({ row }) => <Subject row={row.original} /> },
  {
    id: 'change',
    header: 'Before and after',
    meta: { isMain: true },
    cell: ({ row: { original } }) => <ChangedFields before={original.before} after={original.after} />,
  },
];

/** Leads to everything that was done to the same thing. */
function Subject({ row: { subject, subject_id } }: { row: AuditRow }) {
  if (!subject) return '–';
  const all = new URLSearchParams({ subject, ...(subject_id !== null && { subject_id }) });
  return (
    <Link to={`/audit?${all}`}>
      {subject} {subject_id}
    </Link>
  );
}
