import type { LookupFilter } from 'desk-api/lookups.ts';
import { DayFields } from '../../parts/day-fields.tsx';
import { filterFields } from '../../parts/filter-fields.ts';
import { KNOWN_REASONS, reasonInWords } from './reasons.ts';

const VERDICTS = { 'marked-wrong': 'marked wrong', checked: 'checked', 'checked-wrong': 'checked, found wrong' };

/** Which lookups are shown. */
export function LookupFilters(props: { filter: LookupFilter; onChange: (address: Record<string, string>) => void }) {
  const { filter } = props;
  const { given, field } = filterFields(filter, props.onChange);
  return (
    <search className="filters">
      <DayFields field={field} />
      <label>
        Outcome
        <select {...field('outcome')}>
          <option value="">all</option>
          <option>hit</option>
          <option>miss</option>
          <option>bypass</option>
        </select>
      </label>
      <label>
        Reason
        <select {...field('reason')}>
          <option value="">all</option>
          {KNOWN_REASONS.map((reason) => (
            <option key={reason} value={reason}>
              {reasonInWords(reason)}
            </option>
          ))}
          {filter.reason && !KNOWN_REASONS.includes(filter.reason) && <option>{filter.reason}</option>}
        </select>
      </label>
      <label>
        Language
        <input type="text" size={6} maxLength={10} placeholder="all" {...field('language')} />
      </label>
      <label>
        Verdict
        <select {...field('verdict')}>
          <option value="">all</option>
          {Object.entries(VERDICTS).map(([verdict, words]) => (
            <option key={verdict} value={verdict}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {filter.answer !== undefined && <span className="tag">answer {filter.answer}</span>}
      {filter.cluster !== undefined && <span className="tag">nearest to question {filter.cluster}</span>}
      {Object.keys(given).length > 0 && (
        <button type="button" className="quiet" onClick={() => props.onChange({})}>
          Clear
        </button>
      )}
    </search>
  );
}
