import { listLookups, lookupFilter } from 'desk-api/lookups.ts';
import { useSearchParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { LOOKUP_COLUMNS } from './lookup-columns.tsx';
import { LookupFilters } from './lookup-filters.tsx';

/** The questions one by one, newest first; filters and page stand in the address. */
export function LookupsPage() {
  const [address, setAddress] = useSearchParams();
  const given = Object.fromEntries(address);
  const parsed = lookupFilter.safeParse(given);
  // An address that somebody has mistyped shows everything rather than nothing.
  const filter = parsed.success ? parsed.data : {};
  const before = Number(given.before) || undefined;
  const asked = useEndpoint(listLookups, { query: { ...filter, before } });
  const turnTo = (next: number | undefined) => {
    const changed = new URLSearchParams(address);
    if (next) changed.set('before', String(next));
    else changed.delete('before');
    setAddress(changed);
  };
  return (
    <Page title="Lookups">
      <LookupFilters filter={filter} onChange={(changed) => setAddress(changed)} />
      <Loaded asked={asked}>
        {({ lookups, next }) => (
          <>
            <DataTable
              caption="Lookups"
              columns={LOOKUP_COLUMNS}
              rows={lookups}
              empty="No question fits. Take filters away, choose other days, or ask the bot something: each question is told here."
            />
            <nav className="pager" aria-label="Pages of lookups">
              <button type="button" disabled={!before} onClick={() => turnTo(undefined)}>
                Newest
              </button>
              <button type="button" disabled={next === null} onClick={() => turnTo(next ?? undefined)}>
                Older
              </button>
            </nav>
          </>
        )}
      </Loaded>
    </Page>
  );
}
