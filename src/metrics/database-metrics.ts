import { type ServedQuality, servedShare, wrongShare } from '../golden/served-quality.ts';
import type { MonthOfCalls } from '../models/month-of-calls.ts';
import type { LastNight, NightsOfStatus } from '../nightly/past-nights.ts';
import type { Known } from './known.ts';
import { type Metric, oneOf, type Sample } from './sample.ts';

/** What the database knows, of all processes together. None of these has a sample while the database is away. */
export const DATABASE_METRICS: Metric<Known>[] = [
  {
    kind: 'gauge',
    name: 'database_up',
    help: '1 where the database answers, else 0',
    read: ({ nights }) => [{ value: nights ? 1 : 0 }],
  },
  {
    kind: 'gauge',
    name: 'served_share',
    help: 'Share of the questions that were hits, 0 to 1; today begins at midnight UTC',
    labels: ['window'],
    read: ({ quality }) => (quality ? sharesOf(quality) : []),
  },
  wrong(
    'wrong_share',
    'Estimated share of the hits of 30 days that are wrong, 0 to 1; absent below 100 checks',
    'share',
  ),
  wrong('wrong_share_low', 'Lower end of its 95% interval', 'low'),
  wrong('wrong_share_high', 'Upper end of its 95% interval', 'high'),
  wrong(
    'wrong_share_at_least',
    'Share of the hits of 30 days that were marked as wrong; only where there is no estimate',
    'atLeast',
  ),
  {
    kind: 'gauge',
    name: 'checked_hits',
    help: 'Hits of 30 days that a model checked',
    read: ({ quality }) => oneOf(quality?.checked),
  },
  {
    kind: 'gauge',
    name: 'marked_wrong_hits',
    help: 'Hits of 30 days that were marked as wrong',
    read: ({ quality }) => oneOf(quality?.marked),
  },
  {
    kind: 'gauge',
    name: 'saved_per_hit_usd',
    help: 'What one hit saves, US dollars, and where that comes from',
    labels: ['basis'],
    read: ({ savings }) => (savings ? [{ labels: { basis: savings.perHit.basis }, value: savings.perHit.cost }] : []),
  },
  {
    kind: 'gauge',
    name: 'saved_usd',
    help: 'What the hits saved, US dollars',
    labels: ['window'],
    read: ({ savings }) =>
      savings
        ? [
            { labels: { window: 'today' }, value: savings.today },
            { labels: { window: '30d' }, value: savings.lastMonth },
          ]
        : [],
  },
  {
    kind: 'gauge',
    name: 'golden_answers',
    help: 'Golden answers in the database; stale ones are not served',
    labels: ['state'],
    read: ({ answers }) =>
      answers
        ? [
            { labels: { state: 'good' }, value: answers.answers - answers.stale },
            { labels: { state: 'stale' }, value: answers.stale },
          ]
        : [],
  },
  month('model_tokens_30d', 'Tokens of 30 days, of all processes', ({ tokens }) => tokens),
  month('model_cost_usd_30d', 'Cost of 30 days, of all processes, US dollars, as far as known', ({ cost }) => cost),
  nights('nights', 'Nights so far; unfinished are those that run or were killed', (of) => of.nights),
  nights('nights_seconds', 'How long they took together', ({ seconds }) => seconds),
  nights('nights_tokens', 'Tokens they used', ({ tokens }) => tokens),
  nights('nights_cost_usd', 'What they cost, US dollars, as far as known', ({ cost }) => cost),
  {
    kind: 'gauge',
    name: 'last_night_status',
    help: '1 for the status of the night that ended last, 0 for the others',
    labels: ['status'],
    read: ({ nights }) =>
      nights?.last
        ? ['success', 'partial', 'failed'].map((status) => ({
            labels: { status },
            value: status === nights.last?.status ? 1 : 0,
          }))
        : [],
  },
  lastNight(
    'start_timestamp_seconds',
    'When the night that ended last began, seconds since 1970',
    (of) => of.startedAt,
  ),
  lastNight('seconds', 'How long it took', ({ seconds }) => seconds),
  lastNight('tokens', 'Tokens it used', ({ tokens }) => tokens),
  lastNight('cost_usd', 'What it cost, US dollars; absent where that is not known', ({ cost }) => cost),
  lastNight('answers_created', 'Golden answers it wrote', ({ created }) => created),
  lastNight('answers_updated', 'Golden answers it rewrote', ({ updated }) => updated),
  {
    kind: 'gauge',
    name: 'spool_packs',
    help: 'Packs of rows that were put down in a rush and wait for their table',
    labels: ['rows'],
    read: ({ spool }) => {
      const waiting = new Map(spool?.map(({ kind, packs }) => [kind, packs]));
      return spool
        ? ['conversations', 'lookups'].map((rows) => ({ labels: { rows }, value: waiting.get(rows) ?? 0 }))
        : [];
    },
  },
];

function sharesOf({ today, lastDay, lastMonth }: ServedQuality): Sample[] {
  return Object.entries({ today, '24h': lastDay, '30d': lastMonth }).flatMap(([window, count]) => {
    const value = servedShare(count);
    return value === undefined ? [] : [{ labels: { window }, value }];
  });
}

function wrong(name: string, help: string, what: 'share' | 'low' | 'high' | 'atLeast'): Metric<Known> {
  const estimate = (quality: ServedQuality) => {
    const known = wrongShare(quality);
    if (!known.known) return what === 'atLeast' ? known.atLeast : undefined;
    const { share, interval } = known;
    return { share, ...interval, atLeast: undefined }[what];
  };
  return { kind: 'gauge', name, help, read: ({ quality }) => oneOf(quality && estimate(quality)) };
}

function month(name: string, help: string, of: (calls: MonthOfCalls) => number): Metric<Known> {
  const read = (known: Known) =>
    (known.month ?? []).map((calls) => ({ labels: { role: calls.role, model: calls.model }, value: of(calls) }));
  return { kind: 'gauge', name, help, labels: ['role', 'model'], read };
}

function nights(name: string, help: string, of: (total: NightsOfStatus) => number): Metric<Known> {
  const read = (known: Known) =>
    (known.nights?.totals ?? []).map((total) => ({ labels: { status: total.status }, value: of(total) }));
  return { kind: 'gauge', name, help, labels: ['status'], read };
}

function lastNight(name: string, help: string, of: (night: LastNight) => number | null): Metric<Known> {
  const read = ({ nights }: Known) => oneOf(nights?.last && of(nights.last));
  return { kind: 'gauge', name: `last_night_${name}`, help, read };
}
