import type { MapState } from 'desk-api/map.ts';
import type { Chart, ChartedPoint } from './charted.ts';
import { type MapSize, type MapView, type Place, toCanvas } from './map-view.ts';
import { STATES } from './states.ts';

/** The colours themselves: a canvas knows nothing of custom properties. */
export interface MapColours {
  states: Record<MapState, string>;
  ink: string;
  ground: string;
}

/** What is to be seen. */
export interface Drawing {
  chart: Chart;
  view: MapView;
  size: MapSize;
  /** Others are faint. */
  shown: (point: ChartedPoint) => boolean;
  selected: { cluster?: number; point?: number };
  colours: MapColours;
}

/** From so many pixels to a unit each question is named, not only its cluster. */
const NAMED_SCALE = 110;
const MOST_NAMES = 60;
/** Names that are tried in a picture: to measure one takes microseconds, and most find no room. */
const MOST_TRIES = 400;
const LONGEST_NAME = 44;
/** Questions in one path: a longer one takes more than in proportion to be filled. */
const AT_ONCE = 200;

/** The radius of a question in pixels: by the people who asked it. */
export function radiusOf({ users }: { users: number }, { scale }: MapView): number {
  const near = Math.min(2.2, Math.max(0.8, Math.sqrt(scale / 25)));
  return Math.min(16, 2 + 1.3 * Math.sqrt(users)) * near;
}

/** Draws the map; many questions of a state in one stroke, so that ten thousand take milliseconds. */
export function drawMap(canvas: CanvasRenderingContext2D, drawing: Drawing): void {
  const { chart, size, shown } = drawing;
  canvas.clearRect(0, 0, size.width, size.height);
  for (const faint of [true, false]) {
    canvas.globalAlpha = faint ? 0.12 : 0.8;
    const now = chart.points.filter((point) => shown(point) !== faint);
    // Outliers first: what matters more lies above.
    for (const state of ['outlier', 'withheld', 'answered', 'draft', 'gap'] as const)
      drawState(canvas, drawing, state, now);
  }
  canvas.globalAlpha = 1;
  drawSelected(canvas, drawing);
  drawNames(canvas, drawing);
}

function drawState(
  canvas: CanvasRenderingContext2D,
  { view, size, colours }: Drawing,
  state: MapState,
  points: readonly ChartedPoint[],
): void {
  const { shape } = STATES[state];
  const finishPath = () => {
    if (shape === 'ring') canvas.stroke();
    else canvas.fill();
  };
  canvas.strokeStyle = colours.states[state];
  canvas.fillStyle = colours.states[state];
  canvas.lineWidth = 1;
  canvas.beginPath();
  let traced = 0;
  for (const point of points) {
    if (point.state !== state) continue;
    const { x, y } = toCanvas(point, view, size);
    const r = radiusOf(point, view);
    if (x < -r || y < -r || x > size.width + r || y > size.height + r) continue;
    trace(canvas, shape, x, y, r);
    if (++traced % AT_ONCE > 0) continue;
    finishPath();
    canvas.beginPath();
  }
  finishPath();
}

function trace(canvas: CanvasRenderingContext2D, shape: string, x: number, y: number, r: number): void {
  if (shape === 'square') {
    canvas.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
    return;
  }
  if (shape === 'diamond') {
    const reach = r * 1.25;
    canvas.moveTo(x, y - reach);
    canvas.lineTo(x + reach, y);
    canvas.lineTo(x, y + reach);
    canvas.lineTo(x - reach, y);
    canvas.closePath();
    return;
  }
  canvas.moveTo(x + r, y);
  canvas.arc(x, y, r, 0, 2 * Math.PI);
}

function drawSelected(canvas: CanvasRenderingContext2D, { chart, view, size, selected, colours }: Drawing): void {
  canvas.strokeStyle = colours.ink;
  canvas.lineWidth = 1.5;
  canvas.beginPath();
  for (const point of chart.points) {
    const isOne = selected.point === point.id;
    if (!isOne && (selected.cluster === undefined || selected.cluster !== point.cluster)) continue;
    const { x, y } = toCanvas(point, view, size);
    const r = radiusOf(point, view) + (isOne ? 5 : 2);
    canvas.moveTo(x + r, y);
    canvas.arc(x, y, r, 0, 2 * Math.PI);
  }
  canvas.stroke();
}

/** Names as far as there is room for them: the selected first, then the most demanded clusters, near by also the questions. */
function drawNames(canvas: CanvasRenderingContext2D, drawing: Drawing): void {
  const { view, size, colours } = drawing;
  let tries = 0;
  const taken: { left: number; right: number; top: number; bottom: number }[] = [];
  canvas.font = '12px system-ui, sans-serif';
  canvas.textAlign = 'center';
  canvas.textBaseline = 'bottom';
  canvas.lineWidth = 3;
  canvas.lineJoin = 'round';
  for (const { name, place, lift, isMain } of namesOf(drawing)) {
    if (taken.length >= MOST_NAMES || tries >= MOST_TRIES) return;
    const { x, y } = toCanvas(place, view, size);
    if (x < 0 || y < 14 || x > size.width || y > size.height) continue;
    tries++;
    const text = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME).trimEnd()} …` : name;
    const half = canvas.measureText(text).width / 2 + 4;
    const middle = Math.min(size.width - half, Math.max(half, x));
    const box = { left: middle - half, right: middle + half, top: y - lift - 16, bottom: y - lift + 2 };
    if (taken.some((one) => overlap(one, box))) continue;
    taken.push(box);
    canvas.strokeStyle = colours.ground;
    canvas.strokeText(text, middle, y - lift);
    canvas.globalAlpha = isMain ? 1 : 0.85;
    canvas.fillStyle = colours.ink;
    canvas.fillText(text, middle, y - lift);
    canvas.globalAlpha = 1;
  }
}

interface Name {
  name: string;
  place: Place;
  /** Pixels above the place. */
  lift: number;
  isMain: boolean;
}

function* namesOf({ chart, view, selected, shown }: Drawing): Generator<Name> {
  const lifted = (point: ChartedPoint) => radiusOf(point, view) + 3;
  const one = chart.points.find(({ id }) => id === selected.point);
  if (one) yield { name: one.text, place: one, lift: lifted(one) + 3, isMain: true };
  const clusters = chart.clusters.toSorted(
    (a, b) => Number(b.id === selected.cluster) - Number(a.id === selected.cluster),
  );
  const seen = new Set(
    chart.points.flatMap((point) => (shown(point) && point.cluster !== null ? [point.cluster] : [])),
  );
  for (const { id, question, middle } of clusters)
    if (middle && seen.has(id)) yield { name: question, place: middle, lift: 10, isMain: true };
  if (view.scale < NAMED_SCALE) return;
  for (const point of chart.points)
    if (shown(point)) yield { name: point.text, place: point, lift: lifted(point), isMain: false };
}

function overlap(
  a: { left: number; right: number; top: number; bottom: number },
  b: { left: number; right: number; top: number; bottom: number },
): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
