import type { ChangeEvent } from 'react';

/** A field of a form that filters a list. */
export interface FilterField {
  name: string;
  value: string;
  onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => void;
}

/**
 * The fields of a filter: what is chosen in one goes into the address at once, and an empty one takes its part away.
 * @returns what is given, as text, and the properties of the field of a name.
 */
export function filterFields<Filter extends object>(
  filter: Filter,
  onChange: (changed: Record<string, string>) => void,
): { given: Partial<Record<keyof Filter & string, string>>; field: (name: keyof Filter & string) => FilterField } {
  const given = Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ) as Record<string, string>;
  const set: FilterField['onChange'] = ({ target: { name, value } }) => {
    const { [name]: _, ...rest } = given;
    onChange(value ? { ...rest, [name]: value } : rest);
  };
  return {
    given: given as Partial<Record<keyof Filter & string, string>>,
    field: (name) => ({ name, value: given[name] ?? '', onChange: set }),
  };
}
