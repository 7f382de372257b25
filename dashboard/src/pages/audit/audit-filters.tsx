import type { AuditFilter } from 'desk-api/audit.ts';
import { DayFields } from '../../parts/day-fields.tsx';
import { filterFields } from '../../parts/filter-fields.ts';
import { actionInWords } from './actions.ts';

/** Which changes are shown. */
export function AuditFilters(props: {
  filter: AuditFilter;
  people: string[];
  actions: string[];
  onChange: (address: Record<string, string>) => void;
}) {
  const { given, field } = filterFields(props.filter, props.onChange);
  return (
    <search className="filters">
      <DayFields field={field} />
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
