import type { MapCluster, MapPoint, MapState, QuestionMap } from 'desk-api/map.ts';

/** A question with a place. */
export interface ChartedPoint extends MapPoint {
  x: number;
  y: number;
  state: MapState;
}

/** A cluster with its wordings. */
export interface ChartedCluster extends MapCluster {
  points: MapPoint[];
  /** Where its name stands; undefined as long as nothing of it is placed. */
  middle: { x: number; y: number } | undefined;
}

/** The map as the page works with it. */
export interface Chart {
  points: ChartedPoint[];
  /** Those with most demand first. */
  clusters: ChartedCluster[];
  outliers: MapPoint[];
  stateOf: (point: MapPoint) => MapState;
  clusterOf: (point: MapPoint) => ChartedCluster | undefined;
  byId: Map<number, MapPoint>;
}

/** Puts points and clusters together. */
export function chartOf({ points, clusters }: QuestionMap): Chart {
  const members = Map.groupBy(points, ({ cluster }) => cluster);
  const charted = clusters.map((cluster): ChartedCluster => {
    const own = members.get(cluster.id)!.toSorted((a, b) => b.users - a.users || a.id - b.id);
    return { ...cluster, points: own, middle: middleOf(own) };
  });
  const byCluster = new Map(charted.map((cluster) => [cluster.id, cluster]));
  const clusterOf = ({ cluster }: MapPoint) => (cluster === null ? undefined : byCluster.get(cluster));
  const stateOf = (point: MapPoint): MapState => clusterOf(point)?.state ?? 'outlier';
  const placed = points.filter((point): point is MapPoint & { x: number; y: number } => point.x !== null);
  return {
    points: placed.map((point) => ({ ...point, state: stateOf(point) })),
    clusters: charted,
    outliers: points.filter((point) => clusterOf(point) === undefined).toSorted((a, b) => b.id - a.id),
    ...{ stateOf, clusterOf },
    byId: new Map(points.map((point) => [point.id, point])),
  };
}

/** The place of the wording that is nearest to the others' middle, as a middle between two islands would lie in the sea. */
function middleOf(points: readonly MapPoint[]): { x: number; y: number } | undefined {
  const placed = points.flatMap(({ x, y }) => (x === null || y === null ? [] : [{ x, y }]));
  if (placed.length === 0) return undefined;
  const mean = (axis: 'x' | 'y') => placed.reduce((sum, place) => sum + place[axis], 0) / placed.length;
  const [x, y] = [mean('x'), mean('y')];
  const away = (place: { x: number; y: number }) => Math.hypot(place.x - x, place.y - y);
  return placed.reduce((best, place) => (away(place) < away(best) ? place : best));
}
