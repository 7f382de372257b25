import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** One line or row of bars over days. */
export interface DaySeries {
  label: string;
  values: (number | null)[];
  kind: 'bars' | 'line';
  /** A custom property of the theme that holds its colour, such as `--gold`. */
  colour: string;
}

/** Days side by side. A day that is clicked is told; who cannot click has the table below it. */
export function DayChart(props: {
  label: string;
  /** YYYY-MM-DD. */
  days: string[];
  series: DaySeries[];
  format: (value: number) => string;
  onDay: (day: string) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const data = JSON.stringify([props.days, props.series]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew for other data only.
  useEffect(() => {
    const element = place.current!;
    let chart = draw(element, latest.current, (day) => latest.current.onDay(day));
    const redraw = () => {
      chart.destroy();
      chart = draw(element, latest.current, (day) => latest.current.onDay(day));
    };
    const size = new ResizeObserver(() => {
      if (chart.width !== element.clientWidth) redraw();
    });
    size.observe(element);
    const system = matchMedia('(prefers-color-scheme: dark)');
    window.addEventListener('themechange', redraw);
    system.addEventListener('change', redraw);
    return () => {
      size.disconnect();
      window.removeEventListener('themechange', redraw);
      system.removeEventListener('change', redraw);
      chart.destroy();
    };
  }, [data]);
  return <div ref={place} className="chart" role="img" aria-label={props.label} />;
}

const HEIGHT = 180;

function draw(
  element: HTMLDivElement,
  { days, series, format }: Pick<Parameters<typeof DayChart>[0], 'days' | 'series' | 'format'>,
  onDay: (day: string) => void,
): UPlot {
  const colour = (name: string) => resolveColour(element, name);
  const axis = { stroke: colour('--ink-soft'), grid: { stroke: colour('--line'), width: 1 }, font: '12px system-ui' };
  const seconds = days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
  const chart: UPlot = new UPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      tzDate: (at) => UPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
      cursor: { y: false, drag: { x: false, y: false } },
      legend: { live: true },
      scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map(shortDay), space: 56 },
        { ...axis, size: 72, values: (_, ticks) => ticks.map(format) },
      ],
      series: [
        { value: (_, at) => (at === null ? '' : new Date(at * 1000).toISOString().slice(0, 10)), label: 'Day' },
        ...series.map((one) => ({
          label: one.label,
          stroke: colour(one.colour),
          ...(one.kind === 'bars'
            ? { fill: colour(one.colour), paths: UPlot.paths.bars!({ size: [0.7, 24] }), points: { show: false } }
            : { width: 2, points: { size: 4 } }),
          value: (_: UPlot, value: number | null) => (value === null ? '–' : format(value)),
        })),
      ],
    },
    [seconds, ...series.map(({ values }) => values)],
    element,
  );
  chart.over.addEventListener('click', () => {
    const day = days[chart.cursor.idx ?? -1];
    if (day) onDay(day);
  });
  return chart;
}

const SHORT_DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Oct 12, of seconds since 1970. */
function shortDay(at: number): string {
  return SHORT_DAY.format(at * 1000);
}

/** The colour itself: a canvas knows nothing of custom properties. */
function resolveColour(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
