import type { Gaps } from 'desk-api/gaps.ts';
import { Link } from 'react-router';
import type { DataColumn } from '../../parts/data-table.tsx';
import { count, languageName, moment, percent } from '../../parts/in-words.ts';
import { lastDays } from '../../parts/last-days.ts';
import { toAnswer, toPhrasings, toWriting } from '../../parts/to-answers.ts';
import { toLookups } from '../lookups/to-lookups.ts';
import { GapActions } from './gap-actions.tsx';

/** As many days as the misses are counted of. */
const DAYS = 30;

function Missed({ cluster, missed, reason }: { cluster: number; missed: number; reason?: string }) {
  if (missed === 0) return '0';
  return <Link to={toLookups({ ...lastDays(DAYS), outcome: 'miss', reason, cluster })}>{count(missed)}</Link>;
}

/** Leads to the wordings that a question was asked in. */
function Wordings({ cluster, number }: { cluster: number; number: number }) {
  return <Link to={`/map?cluster=${cluster}`}>{count(number)}</Link>;
}

export const UNANSWERED_COLUMNS: DataColumn<Gaps['unanswered'][number]>[] = [
  {
    id: 'question',
    header: 'Question',
    meta: { isMain: true },
    cell: ({ row: { original } }) => (
      <>
        <Link to={`/map?cluster=${original.cluster_id}`}>
          <bdi>{original.question}</bdi>
        </Link>
        <small className="why">{whyNot(original)}</small>
        <GapActions question={original.question} language={original.language}>
          <Link to={toWriting({ ...original, cluster: original.cluster_id })}>Write an answer</Link>
        </GapActions>
      </>
    ),
  },
  { id: 'language', header: 'Language', cell: ({ row }) => languageName(row.original.language) },
  {
    id: 'asked',
    header: 'Asked',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => <Wordings cluster={original.cluster_id} number={original.asked} />,
  },
  {
    id: 'users',
    header: 'By people',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => <Wordings cluster={original.cluster_id} number={original.users} />,
  },
  {
    id: 'missed',
    header: 'Missed in 30 days',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => <Missed cluster={original.cluster_id} missed={original.missed} />,
  },
];

function whyNot({ reason, failed, tried_at }: Gaps['unanswered'][number]): string {
  if (reason === null) return 'no night has tried to answer it yet';
  const when = tried_at ? ` (${tried_at.slice(0, 10)})` : '';
  return failed ? `the writing failed${when}: ${reason}` : `${reason}${when}`;
}

export const NEAR_COLUMNS: DataColumn<Gaps['near'][number]>[] = [
  {
    id: 'question',
    header: 'Answer to',
    meta: { isMain: true },
    cell: ({ row: { original } }) => (
      <Link to={toAnswer(original.answer_id)}>
        <bdi>{original.question}</bdi>
      </Link>
    ),
  },
  { id: 'language', header: 'Language', cell: ({ row }) => languageName(row.original.language) },
  {
    id: 'missed',
    header: 'Missed in 30 days',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => (
      <Missed cluster={original.cluster_id} missed={original.missed} reason="below-bar" />
    ),
  },
  {
    id: 'mean',
    header: 'Sure on average',
    meta: { isNumber: true },
    cell: ({ row }) => percent(row.original.mean_probability),
  },
  {
    id: 'best',
    header: 'At best',
    meta: { isNumber: true },
    cell: ({ row }) => percent(row.original.best_probability),
  },
  {
    id: 'hits',
    header: 'Served',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => (
      <Link to={toLookups({ outcome: 'hit', answer: original.answer_id })}>{count(original.hits)}</Link>
    ),
  },
];

export const STALE_COLUMNS: DataColumn<Gaps['stale'][number]>[] = [
  {
    id: 'question',
    header: 'Answer to',
    meta: { isMain: true },
    cell: ({ row: { original } }) => (
      <>
        <Link to={toAnswer(original.answer_id)}>
          <bdi>{original.question}</bdi>
        </Link>
        <small className="why">
          <bdi>{original.reason}</bdi>
          {original.proposal && '; a night proposes another text'}
        </small>
        <GapActions question={original.question} language={original.language}>
          <Link to={toAnswer(original.answer_id)}>{original.edited ? 'See to the text' : 'See to it'}</Link>
        </GapActions>
      </>
    ),
  },
  { id: 'language', header: 'Language', cell: ({ row }) => languageName(row.original.language) },
  {
    id: 'since',
    header: 'Since (UTC)',
    cell: ({ row }) => <time dateTime={row.original.since}>{moment(row.original.since)}</time>,
  },
  {
    id: 'asked',
    header: 'Asked',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => <Link to={toPhrasings(original.answer_id)}>{count(original.asked)}</Link>,
  },
  {
    id: 'missed',
    header: 'Missed in 30 days',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => <Missed cluster={original.cluster_id} missed={original.missed} reason="stale" />,
  },
];
