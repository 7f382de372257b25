import type { MapState } from 'desk-api/map.ts';
import type { MapColours } from './draw-map.ts';
import { STATE_NAMES, STATES } from './states.ts';

/** The theme's colours as they are now. */
export function readColours(beside: HTMLElement): MapColours {
  const probe = document.createElement('span');
  beside.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const states = Object.fromEntries(STATE_NAMES.map((state) => [state, colour(STATES[state].colour)]));
  const colours = { states: states as Record<MapState, string>, ink: colour('--ink'), ground: colour('--raised') };
  probe.remove();
  return colours;
}
