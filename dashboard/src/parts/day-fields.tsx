import type { FilterField } from './filter-fields.ts';

/** The first and the last day of a filter, UTC. */
export function DayFields({ field }: { field: (name: 'from' | 'to') => FilterField }) {
  return (
    <>
      <label>
        From <input type="date" {...field('from')} />
      </label>
      <label>
        To <input type="date" {...field('to')} />
      </label>
    </>
  );
}
