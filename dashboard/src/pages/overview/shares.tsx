import type { Overview } from 'desk-api/overview.ts';
import { Link } from 'react-router';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { count, languageName, percent } from '../../parts/in-words.ts';
import { lastDays } from '../../parts/last-days.ts';
import { reasonInWords } from '../lookups/reasons.ts';
import { toLookups } from '../lookups/to-lookups.ts';

type Language = Overview['languages'][number];
type Reason = Overview['reasons'][number];

const LANGUAGE_COLUMNS: DataColumn<Language>[] = [
  {
    id: 'language',
    header: 'Language',
    cell: ({ row: { original } }) => (
      <Link to={toLookups({ ...lastDays(90), language: original.language ?? 'none' })}>
        {languageName(original.language)}
      </Link>
    ),
  },
  {
    id: 'lookups',
    header: 'Questions',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => (
      <Link to={toLookups({ ...lastDays(90), language: original.language ?? 'none' })}>{count(original.lookups)}</Link>
    ),
  },
  {
    id: 'hits',
    header: 'Served',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => (
      <Link to={toLookups({ ...lastDays(90), language: original.language ?? 'none', outcome: 'hit' })}>
        {count(original.hits)}
      </Link>
    ),
  },
  {
    id: 'share',
    header: 'Share',
    meta: { isNumber: true },
    cell: ({ row }) => percent(row.original.hits / row.original.lookups),
  },
];

/** What was asked and served in each language. */
export function ByLanguage({ languages }: Pick<Overview, 'languages'>) {
  return (
    <section aria-labelledby="languages">
      <h2 id="languages">By language, 90 days</h2>
      <DataTable
        caption="Questions by language"
        columns={LANGUAGE_COLUMNS}
        rows={languages}
        empty="Nobody has asked yet."
      />
    </section>
  );
}

const REASON_COLUMNS: DataColumn<Reason>[] = [
  { id: 'reason', header: 'Reason', cell: ({ row }) => reasonInWords(row.original.reason) },
  { id: 'outcome', header: 'Outcome', cell: ({ row }) => row.original.outcome },
  {
    id: 'lookups',
    header: 'Questions',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => (
      <Link to={toLookups({ ...lastDays(90), outcome: original.outcome, reason: original.reason })}>
        {count(original.lookups)}
      </Link>
    ),
  },
];

/** Why questions went to a model. */
export function ByReason({ reasons }: Pick<Overview, 'reasons'>) {
  return (
    <section aria-labelledby="reasons">
      <h2 id="reasons">Why not served, 90 days</h2>
      <DataTable
        caption="Reasons"
        columns={REASON_COLUMNS}
        rows={reasons}
        empty="No question has gone to a model yet."
      />
    </section>
  );
}
