/** What part of the map is seen: the place in the middle of the canvas, and how many pixels a unit of the map is. */
export interface MapView {
  x: number;
  y: number;
  scale: number;
}

/** Width and height in CSS pixels. */
export interface MapSize {
  width: number;
  height: number;
}

/** A place on the map. */
export interface Place {
  x: number;
  y: number;
}

const LEAST_SCALE = 2;
const MOST_SCALE = 2_000;
/** Pixels around what is fitted in. */
const MARGIN = 36;
/** One question, or a few in one place, are shown no larger than that. */
const CLOSEST_FIT = 400;

/** The view in which some places are all seen. */
export function viewOf(places: readonly Place[], { width, height }: MapSize): MapView {
  if (places.length === 0) return { x: 0, y: 0, scale: 20 };
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of places) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  const across = (width - 2 * MARGIN) / (box.right - box.left);
  const down = (height - 2 * MARGIN) / (box.bottom - box.top);
  const scale = within(Math.min(across, down, CLOSEST_FIT));
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale };
}

/** Where a place is on the canvas. */
export function toCanvas({ x, y }: Place, view: MapView, { width, height }: MapSize): Place {
  return { x: (x - view.x) * view.scale + width / 2, y: (y - view.y) * view.scale + height / 2 };
}

/** What place is at a point of the canvas. */
export function toMap({ x, y }: Place, view: MapView, { width, height }: MapSize): Place {
  return { x: (x - width / 2) / view.scale + view.x, y: (y - height / 2) / view.scale + view.y };
}

/** Nearer by a factor, with what is at a point of the canvas staying there. */
export function zoomedAt(view: MapView, factor: number, at: Place, size: MapSize): MapView {
  const scale = within(view.scale * factor);
  const fixed = toMap(at, view, size);
  return {
    x: fixed.x - (at.x - size.width / 2) / scale,
    y: fixed.y - (at.y - size.height / 2) / scale,
    scale,
  };
}

/** Moved by pixels. */
export function movedBy(view: MapView, across: number, down: number): MapView {
  return { ...view, x: view.x - across / view.scale, y: view.y - down / view.scale };
}

function within(scale: number): number {
  return Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));
}
