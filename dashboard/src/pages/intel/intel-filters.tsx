import { ACTIONABILITIES, type IntelFilter, PRIORITIES } from 'desk-api/intel.ts';
import { SearchField } from '../../parts/search-field.tsx';
import { ASKS, asWords } from './words.ts';

/** Which documents are shown. */
export function IntelFilters(props: {
  filter: IntelFilter;
  topics: string[];
  audiences: string[];
  onChange: (address: Record<string, string>) => void;
}) {
  const given = Object.fromEntries(Object.entries(props.filter).filter(([, value]) => value !== undefined));
  const set = (name: string, value: string) => {
    const { [name]: _, ...rest } = given;
    props.onChange(value ? { ...rest, [name]: value } : rest);
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
    <search className="filters">
      <SearchField label="Search" value={given.search ?? ''} onSearch={(words) => set('search', words)} />
      {choice('topic', 'Topic', props.topics)}
      {choice('priority', 'Priority', PRIORITIES)}
      {choice('audience', 'For', props.audiences)}
      {choice('actionability', 'Asks to', ACTIONABILITIES, (value) => ASKS[value as keyof typeof ASKS])}
      {Object.keys(given).length > 0 && (
        <button type="button" className="quiet" onClick={() => props.onChange({})}>
          Clear
        </button>
      )}
    </search>
  );
}
