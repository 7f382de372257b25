import type { NightStage } from 'desk-api/night.ts';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { count, dollars, duration } from '../../parts/in-words.ts';
import { StatusTag } from './night-columns.tsx';

/** What the stages do, for people who have never read the code. */
const NAMES: Record<string, string> = {
  stale: 'Find stale answers',
  read: 'Read the conversations',
  embed: 'Embed what is new',
  cluster: 'Cluster the questions',
  subjects: 'Match languages',
  write: 'Write answers',
  train: 'Train and publish',
  check: 'Check what was served',
  culture: 'Rewrite culture',
};

const COLUMNS: DataColumn<NightStage>[] = [
  {
    id: 'stage',
    header: 'Stage',
    meta: { isMain: true },
    cell: ({ row }) => NAMES[row.original.stage] ?? row.original.stage,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ row: { original } }) => (
      <>
        <StatusTag status={original.status} />
        {original.error && <span className="error-line">{original.error}</span>}
      </>
    ),
  },
  {
    id: 'progress',
    header: 'Progress',
    cell: ({ row: { original } }) =>
      original.total === null ? (
        '–'
      ) : (
        <span className="progress">
          <progress
            value={original.done ?? 0}
            max={original.total}
            aria-label={NAMES[original.stage] ?? original.stage}
          />{' '}
          {count(original.done ?? 0)} of {count(original.total)}
        </span>
      ),
  },
  {
    id: 'counts',
    header: 'Counts',
    cell: ({ row }) => <span className="counts">{countsInWords(row.original.counts) || '–'}</span>,
  },
  { id: 'tokens', header: 'Tokens', meta: { isNumber: true }, cell: ({ row }) => count(row.original.tokens) },
  { id: 'cost', header: 'Cost', meta: { isNumber: true }, cell: ({ row }) => dollars(row.original.cost_usd) },
  { id: 'took', header: 'Took', meta: { isNumber: true }, cell: ({ row }) => duration(row.original.seconds) },
];

/** The stages of a night, in their order. */
export function Stages({ stages }: { stages: NightStage[] }) {
  return <DataTable caption="Stages" columns={COLUMNS} rows={stages} empty="It has not begun its first stage." />;
}

/** What counts are called where their own names would not tell. */
const COUNTS: Record<string, string> = {
  analysed: 'questions',
  distinct: 'different wordings',
  left: 'left out',
  gaps: 'without a good source',
  created: 'new',
  outliers: 'wordings that stand alone',
  maxWrong: 'wrong at most',
  replaced: 'matcher replaced',
};

/** "questions 1,861, left out (empty 30, personal 77)": what is nothing is not told. */
function countsInWords(counts: NightStage['counts']): string {
  return Object.entries(counts)
    .flatMap(([key, value]) => {
      const words = COUNTS[key] ?? key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      if (typeof value === 'number') return value === 0 ? [] : [`${words} ${rounded(value)}`];
      if (typeof value === 'boolean') return [`${words}: ${value ? 'yes' : 'no'}`];
      const isNested = typeof value === 'object' && value !== null && !Array.isArray(value);
      const parts = isNested ? countsInWords(value as NightStage['counts']) : '';
      return parts ? [`${words} (${parts})`] : [];
    })
    .join(', ');
}

function rounded(value: number): string {
  return Number.isInteger(value) ? count(value) : value.toFixed(3);
}
