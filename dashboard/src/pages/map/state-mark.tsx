import type { MapState } from 'desk-api/map.ts';
import { STATES } from './states.ts';

/** The mark that a state has on the map. */
export function StateMark({ state, isNamed = false }: { state: MapState; isNamed?: boolean }) {
  const { name, shape } = STATES[state];
  // Beside its name it need not be told twice.
  if (isNamed) return <span className={`mark ${state} ${shape}`} aria-hidden="true" />;
  return <span className={`mark ${state} ${shape}`} role="img" aria-label={name} title={name} />;
}
