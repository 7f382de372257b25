import { ACTIONABILITIES, type IntelFilter, PRIORITIES } from 'desk-api/intel.ts';
import type { FormEvent } from 'react';
import { useRef } from 'react';
import { useShortcut } from '../../shell/shortcuts.ts';
import { ASKS, asWords } from './words.ts';

/** Which documents are shown. */
export function IntelFilters(props: {
  filter: IntelFilter;
  topics: string[];
  audiences: string[];
  onChange: (address: Record<string, string>) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => field.current?.focus());
  const given = Object.fromEntries(Object.entries(props.filter).filter(([, value]) => value !== undefined));
  const set = (name: string, value: string) => {
    const { [name]: _, ...rest } = given;
    props.onChange(value ? { ...rest, [name]: value } : rest);
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    set('search', String(new FormData(event.currentTarget).get('search') ?? '').trim());
  };
  const choice = (name: keyof IntelFilter, label: string, values: readonly string[], words = asWords) => (
    <label>
      {label}
      <select value={given[name] ?? ''} onChange={(event) => set(name, event.target.value)}>
        <option value="">all</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {words(value)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <search>
      <form className="filters" onSubmit={onSubmit}>
        <label>
          Search
          <input
            key={given.search}
            ref={field}
            type="search"
            name="search"
            maxLength={200}
            defaultValue={given.search}
            dir="auto"
          />
        </label>
        {choice('topic', 'Topic', props.topics)}
        {choice('priority', 'Priority', PRIORITIES)}
        {choice('audience', 'For', props.audiences)}
        {choice('actionability', 'Asks to', ACTIONABILITIES, (value) => ASKS[value as keyof typeof ASKS])}
        <button type="submit">Search</button>
        {Object.keys(given).length > 0 && (
          <button type="button" className="quiet" onClick={() => props.onChange({})}>
            Clear
          </button>
        )}
      </form>
    </search>
  );
}
