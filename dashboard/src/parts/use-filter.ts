import { useSearchParams } from 'react-router';
import type { z } from 'zod';

/** A filter that stands in the address, and the page of a list that goes on `before` a row. */
export interface AddressFilter<Filter> {
  filter: Filter;
  before: number | undefined;
  /** Another filter; from the first page on. */
  setFilter: (filter: Record<string, string>) => void;
  /** Undefined: the first page. */
  turnTo: (before: number | undefined) => void;
}

/**
 * Reads a filter off the address. One that somebody has mistyped shows everything rather than nothing.
 * @param page the parameter that says before which row a page begins.
 */
export function useFilter<Schema extends z.ZodObject>(
  schema: Schema,
  page: string,
): AddressFilter<Partial<z.output<Schema>>> {
  const [address, setAddress] = useSearchParams();
  const parsed = schema.safeParse(Object.fromEntries(address));
  return {
    filter: parsed.success ? parsed.data : {},
    before: Number(address.get(page)) || undefined,
    setFilter: (filter) => setAddress(filter),
    turnTo: (before) => {
      const changed = new URLSearchParams(address);
      if (before) changed.set(page, String(before));
      else changed.delete(page);
      setAddress(changed);
    },
  };
}
