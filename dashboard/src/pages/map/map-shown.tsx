import type { MapPoint, QuestionMap } from 'desk-api/map.ts';
import { mapState } from 'desk-api/map.ts';
import { useCallback, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useShortcut } from '../../shell/shortcuts.ts';
import { type ChartedPoint, chartOf } from './charted.ts';
import { MapCanvas } from './map-canvas.tsx';
import { MapFilters } from './map-filters.tsx';
import { MapDetail, MapList } from './map-list.tsx';
import type { Place } from './map-view.ts';

/** Rows of the list at first, and by how many it grows. */
const ROWS = 100;

/** Map and list; what is filtered and selected stands in the address. */
export function MapShown({ map }: { map: QuestionMap }) {
  const [address, setAddress] = useSearchParams();
  const [most, setMost] = useState(ROWS);
  const chart = useMemo(() => chartOf(map), [map]);
  const state = mapState.safeParse(address.get('state')).data;
  const search = address.get('search') ?? '';
  const point = chart.byId.get(Number(address.get('question')));
  const clusterId = point ? point.cluster : Number(address.get('cluster'));
  const cluster = chart.clusters.find(({ id }) => id === clusterId);
  const change = (changes: Record<string, string | undefined>, replace = false) => {
    const changed = new URLSearchParams(address);
    for (const [name, value] of Object.entries(changes)) {
      if (value) changed.set(name, value);
      else changed.delete(name);
    }
    setAddress(changed, { replace, preventScrollReset: true });
  };
  const select = (id: number) => change({ question: String(id), cluster: undefined });
  const close = () => change({ question: undefined, cluster: undefined });
  useShortcut('/', 'Search the map', () => document.getElementById('map-search')?.focus());
  useShortcut('Escape', 'Show all questions', close, cluster !== undefined || point !== undefined);

  const words = search.trim().toLowerCase();
  const fits = useCallback((text: string) => words === '' || text.toLowerCase().includes(words), [words]);
  const shown = useCallback(
    (one: ChartedPoint) => (state === undefined || one.state === state) && fits(one.text),
    [state, fits],
  );
  const clusters = useMemo(
    () =>
      chart.clusters.filter(
        (one) =>
          (state === undefined || one.state === state) &&
          (fits(one.question) || one.points.some(({ text }) => fits(text))),
      ),
    [chart, state, fits],
  );
  const outliers = useMemo(
    () => (state === undefined || state === 'outlier' ? chart.outliers.filter(({ text }) => fits(text)) : []),
    [chart, state, fits],
  );
  const counts = useMemo(() => {
    const groups = Map.groupBy(map.points, chart.stateOf);
    return new Map([...groups].map(([one, points]) => [one, points.length]));
  }, [map, chart]);
  const focus = useFocus(point, cluster?.points);
  const selected = useMemo(() => ({ cluster: cluster?.id, point: point?.id }), [cluster?.id, point?.id]);
  return (
    <>
      <MapFilters
        {...{ state, search, counts }}
        onState={(one) => change({ state: one })}
        onSearch={(text) => change({ search: text }, true)}
      />
      <div className="map-columns">
        <MapCanvas chart={chart} shown={shown} selected={selected} focus={focus} onSelect={({ id }) => select(id)} />
        <div className="map-side">
          {cluster || point ? (
            <MapDetail chart={chart} cluster={cluster} point={point} onPoint={select} onClose={close} />
          ) : (
            <MapList
              {...{ clusters, outliers, most }}
              onMore={() => setMost(most + ROWS)}
              onCluster={(id) => change({ cluster: String(id), question: undefined })}
              onPoint={select}
            />
          )}
        </div>
      </div>
    </>
  );
}

/** What is zoomed to: the question, or its cluster; nothing in particular shows the whole map. */
function useFocus(point: MapPoint | undefined, members: readonly MapPoint[] | undefined): readonly Place[] {
  const key = JSON.stringify((point ? [point] : (members ?? [])).map(({ x, y }) => (x === null ? null : { x, y })));
  return useMemo(() => (JSON.parse(key) as (Place | null)[]).filter((one) => one !== null), [key]);
}
