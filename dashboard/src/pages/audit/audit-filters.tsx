import type { AuditFilter } from 'desk-api/audit.ts';
import type { ChangeEvent } from 'react';
import { actionInWords } from './actions.ts';

/** Which changes are shown. */
export function AuditFilters(props: {
  filter: AuditFilter;
  people: string[];
  actions: string[];
  onChange: (address: Record<string, string>) => void;
}) {
  const given = Object.fromEntries(Object.entries(props.filter).filter(([, value]) => value !== undefined));
  const set = (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => {
    const { [event.target.name]: _, ...rest } = given;
    props.onChange(event.target.value ? { ...rest, [event.target.name]: event.target.value } : rest);
  };
  const field = (name: keyof AuditFilter) => ({ name, value: given[name] ?? '', onChange: set });
  return (
    <search className="filters">
      <label>
        From <input type="date" {...field('from')} />
      </label>
      <label>
        To <input type="date" {...field('to')} />
      </label>
      <label>
        Who
        <select {...field('who')}>
          <option value="">all</option>
          {props.people.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        What
        <select {...field('action')}>
          <option value="">all</option>
          {props.actions.map((action) => (
            <option key={action} value={action}>
              {actionInWords(action)}
            </option>
          ))}
        </select>
      </label>
      {given.subject && (
        <span className="tag">
          {given.subject} {given.subject_id}
        </span>
      )}
      {Object.keys(given).length > 0 && (
        <button type="button" className="quiet" onClick={() => props.onChange({})}>
          Clear
        </button>
      )}
    </search>
  );
}
