import type { LookupFilter } from 'desk-api/lookups.ts';

/** The address of the lookups that a filter lets through. */
export function toLookups(filter: LookupFilter): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return `/lookups?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
