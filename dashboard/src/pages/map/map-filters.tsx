import type { MapState } from 'desk-api/map.ts';
import { useEffect, useRef } from 'react';
import { count } from '../../parts/in-words.ts';
import { StateMark } from './state-mark.tsx';
import { STATE_NAMES, STATES } from './states.ts';

/** Which questions stand out, and are in the list. Also says what the marks mean. */
export function MapFilters(props: {
  state: MapState | undefined;
  search: string;
  /** Questions of each state. */
  counts: Map<MapState, number>;
  onState: (state: MapState | undefined) => void;
  onSearch: (words: string) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  // The address follows what is typed a moment later; what is being typed never follows the address.
  useEffect(() => {
    if (field.current && field.current !== document.activeElement) field.current.value = props.search;
  }, [props.search]);
  return (
    <search className="map-filters">
      <fieldset className="states">
        <legend className="hidden">Only those that are</legend>
        {STATE_NAMES.filter((state) => props.counts.has(state)).map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={props.state === state}
            onClick={() => props.onState(props.state === state ? undefined : state)}
          >
            <StateMark state={state} isNamed /> {STATES[state].name} <small>{count(props.counts.get(state)!)}</small>
          </button>
        ))}
      </fieldset>
      <input
        id="map-search"
        type="search"
        aria-label="Search the questions"
        placeholder="Search the questions"
        ref={field}
        defaultValue={props.search}
        maxLength={200}
        dir="auto"
        onChange={(event) => props.onSearch(event.target.value)}
      />
    </search>
  );
}
