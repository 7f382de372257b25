import { useEffect, useMemo, useRef, useState } from 'react';
import type { Chart, ChartedPoint } from './charted.ts';
import { type Drawing, drawMap, type MapColours, radiusOf } from './draw-map.ts';
import { type MapSize, type MapView, movedBy, type Place, toCanvas, viewOf, zoomedAt } from './map-view.ts';
import { readColours } from './read-colours.ts';

/** What the canvas shows, and what it tells. */
export interface MapCanvasProps {
  chart: Chart;
  shown: (point: ChartedPoint) => boolean;
  selected: { cluster?: number; point?: number };
  /** Zoomed to when they change. */
  focus: readonly Place[] | undefined;
  onSelect: (point: ChartedPoint) => void;
}

const STEP = 1.5;
/** Pixels beside a question that still mean it, and by which a click may move. */
const REACH = 8;
const STILL = 4;

/** The map itself: dragged, zoomed by wheel, fingers or buttons. What it shows stands in the list beside it, too. */
export function MapCanvas(props: MapCanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<MapSize>();
  const [colours, setColours] = useState<MapColours>();
  const [view, setView] = useState<MapView>();
  const [hovered, setHovered] = useState<ChartedPoint>();
  const { chart, shown, selected, focus, onSelect } = props;
  const whole = useMemo(() => size && viewOf(chart.points, size), [chart, size]);
  const seen = view ?? whole;

  useEffect(() => {
    const element = place.current!;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    const recolour = () => setColours(readColours(element));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    recolour();
    const system = matchMedia('(prefers-color-scheme: dark)');
    window.addEventListener('themechange', recolour);
    system.addEventListener('change', recolour);
    return () => {
      observer.disconnect();
      window.removeEventListener('themechange', recolour);
      system.removeEventListener('change', recolour);
    };
  }, []);

  useEffect(() => {
    if (size && focus) setView(focus.length > 0 ? viewOf(focus, size) : undefined);
  }, [focus, size]);

  useEffect(() => {
    if (!size || !colours || !seen) return;
    const frame = requestAnimationFrame(() =>
      paint(canvas.current!, { chart, view: seen, size, shown, selected, colours }),
    );
    return () => cancelAnimationFrame(frame);
  }, [chart, seen, size, shown, selected, colours]);

  const latest = useRef({ seen, size });
  latest.current = { seen, size };
  const zoom = (factor: number, at?: Place) => {
    const { seen: from, size: within } = latest.current;
    if (from && within) setView(zoomedAt(from, factor, at ?? { x: within.width / 2, y: within.height / 2 }, within));
  };
  useWheel(canvas, zoom);
  const find = (at: Place) => (seen && size ? pointAt(chart.points, shown, at, seen, size) : undefined);
  const hands = useHands({
    onMove: (across, down) => latest.current.seen && setView(movedBy(latest.current.seen, across, down)),
    onPinch: zoom,
    onTap: (at) => {
      const hit = find(at);
      if (hit) onSelect(hit);
    },
    onHover: (at) => setHovered(at && find(at)),
  });
  const tip = hovered && seen && size && toCanvas(hovered, seen, size);
  return (
    <div className="map">
      <div ref={place} className="map-place">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`Map of ${chart.points.length} questions in ${chart.clusters.length} clusters; the list beside it holds the same.`}
          className={hovered ? 'pointing' : undefined}
          {...hands}
        />
        {hovered && tip && (
          <div
            className="map-tip"
            style={{ left: tip.x, top: tip.y }}
            data-side={tip.x > (size?.width ?? 0) / 2 ? 'left' : 'right'}
          >
            <bdi>{hovered.text}</bdi>
          </div>
        )}
      </div>
      <div className="map-buttons">
        <button type="button" aria-label="Zoom in" onClick={() => zoom(STEP)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => zoom(1 / STEP)}>
          −
        </button>
        <button type="button" onClick={() => setView(undefined)}>
          Whole map
        </button>
      </div>
    </div>
  );
}

function paint(element: HTMLCanvasElement, drawing: Drawing): void {
  const { width, height } = drawing.size;
  const density = window.devicePixelRatio;
  const [across, down] = [Math.round(width * density), Math.round(height * density)];
  if (element.width !== across || element.height !== down) [element.width, element.height] = [across, down];
  const canvas = element.getContext('2d')!;
  canvas.setTransform(density, 0, 0, density, 0, 0);
  drawMap(canvas, drawing);
}

/** The question nearest to a point of the canvas, if one is there. */
function pointAt(
  points: readonly ChartedPoint[],
  shown: (point: ChartedPoint) => boolean,
  at: Place,
  view: MapView,
  size: MapSize,
): ChartedPoint | undefined {
  let best: { point: ChartedPoint; away: number } | undefined;
  for (const point of points) {
    const { x, y } = toCanvas(point, view, size);
    const away = Math.hypot(x - at.x, y - at.y) - radiusOf(point, view);
    if (away <= REACH && away < (best?.away ?? Infinity) && shown(point)) best = { point, away };
  }
  return best?.point;
}

/** React listens to wheels passively, and the page would scroll with the map. */
function useWheel(canvas: React.RefObject<HTMLCanvasElement | null>, zoom: (factor: number, at: Place) => void): void {
  const latest = useRef(zoom);
  latest.current = zoom;
  useEffect(() => {
    const element = canvas.current!;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      latest.current(Math.exp(-event.deltaY / 400), { x: event.offsetX, y: event.offsetY });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [canvas]);
}

interface HandActions {
  onMove: (across: number, down: number) => void;
  onPinch: (factor: number, at: Place) => void;
  onTap: (at: Place) => void;
  onHover: (at: Place | undefined) => void;
}

/** What mouse and fingers do. */
function useHands({ onMove, onPinch, onTap, onHover }: HandActions) {
  const down = useRef(new Map<number, Place>());
  const moved = useRef(0);
  const at = ({ nativeEvent }: React.PointerEvent): Place => ({ x: nativeEvent.offsetX, y: nativeEvent.offsetY });
  return {
    onPointerDown: (event: React.PointerEvent<HTMLCanvasElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      if (down.current.size === 0) moved.current = 0;
      down.current.set(event.pointerId, at(event));
    },
    onPointerMove: (event: React.PointerEvent<HTMLCanvasElement>) => {
      const now = at(event);
      const before = down.current.get(event.pointerId);
      if (!before) return onHover(now);
      down.current.set(event.pointerId, now);
      const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        moved.current = Infinity;
        const apart = (one: Place) => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
        return onPinch(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      }
      moved.current += Math.hypot(now.x - before.x, now.y - before.y);
      if (moved.current > STILL) onMove(now.x - before.x, now.y - before.y);
    },
    onPointerUp: (event: React.PointerEvent<HTMLCanvasElement>) => {
      down.current.delete(event.pointerId);
      if (moved.current <= STILL) onTap(at(event));
    },
    onPointerCancel: (event: React.PointerEvent<HTMLCanvasElement>) => {
      down.current.delete(event.pointerId);
    },
    onPointerLeave: () => onHover(undefined),
  };
}
