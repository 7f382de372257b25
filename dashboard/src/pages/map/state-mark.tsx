import type { MapState } from 'desk-api/map.ts';
import { STATES } from './states.ts';

/** The mark that a state has on the map. */
export function StateMark({ state }: { state: MapState }) {
  const { name, shape } = STATES[state];
  return <span className={`mark ${state} ${shape}`} role="img" aria-label={name} title={name} />;
}
