import type { Overview } from 'desk-api/overview.ts';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { DayChart, type DaySeries } from '../../parts/day-chart.tsx';
import { count, milliseconds, percent } from '../../parts/in-words.ts';
import { everyDay, lastDays } from '../../parts/last-days.ts';
import { toLookups } from '../lookups/to-lookups.ts';

/** A few days of use fill the charts; of one day alone it would not be seen that it is one. */
const FEWEST_DAYS = 14;

/** Questions and hits, the served share, and how long hits took: over 90 days, or since the first question. */
export function Days({ days }: Pick<Overview, 'days'>) {
  const navigate = useNavigate();
  const onDay = (day: string) => navigate(toLookups({ from: day, to: day }));
  const { names, of } = useMemo(() => {
    const { from: earliest, to } = lastDays(90);
    const { from: latest } = lastDays(FEWEST_DAYS);
    const since = days.find(({ day }) => day >= earliest)?.day ?? latest;
    const names = everyDay(since < latest ? since : latest, to);
    const byDay = new Map(days.map((one) => [one.day, one]));
    return {
      names,
      of: (value: (day: Overview['days'][number]) => number | null) =>
        names.map((name) => {
          const day = byDay.get(name);
          return day ? value(day) : null;
        }),
    };
  }, [days]);
  return (
    <div className="charts">
      <Chart
        {...{ names, onDay }}
        title="Questions, and those served from the cache"
        of="Questions and hits"
        format={count}
      >
        {[
          { label: 'Questions', kind: 'bars', colour: '--bar-soft', values: of(({ lookups }) => lookups) },
          { label: 'Served', kind: 'bars', colour: '--gold', values: of(({ hits }) => hits) },
        ]}
      </Chart>
      <Chart {...{ names, onDay }} title="Share served" of="Share served" format={percent}>
        {[{ label: 'Share', kind: 'line', colour: '--gold', values: of(({ hits, lookups }) => hits / lookups) }]}
      </Chart>
      <Chart {...{ names, onDay }} title="How long a hit takes" of="Milliseconds of hits" format={milliseconds}>
        {[
          { label: 'Median', kind: 'line', colour: '--gold', values: of(({ p50_ms }) => p50_ms) },
          { label: '99%', kind: 'line', colour: '--ink-soft', values: of(({ p99_ms }) => p99_ms) },
        ]}
      </Chart>
    </div>
  );
}

function Chart(props: {
  title: string;
  /** What it shows, for who hears the page. */
  of: string;
  names: string[];
  format: (value: number) => string;
  onDay: (day: string) => void;
  children: DaySeries[];
}) {
  const { title, of, names, format, onDay, children } = props;
  const label = `${of} by day; the table below holds the numbers`;
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <DayChart label={label} days={names} format={format} onDay={onDay} series={children} />
    </figure>
  );
}
