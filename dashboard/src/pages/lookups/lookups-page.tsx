import { listLookups, lookupFilter } from 'desk-api/lookups.ts';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { NewestOlder } from '../../parts/newest-older.tsx';
import { Page } from '../../parts/page.tsx';
import { useFilter } from '../../parts/use-filter.ts';
import { LOOKUP_COLUMNS } from './lookup-columns.tsx';
import { LookupFilters } from './lookup-filters.tsx';

/** The questions one by one, newest first; filters and page stand in the address. */
export function LookupsPage() {
  const { filter, before, setFilter, turnTo } = useFilter(lookupFilter, 'before');
  const asked = useEndpoint(listLookups, { query: { ...filter, before } });
  return (
    <Page title="Lookups">
      <LookupFilters filter={filter} onChange={setFilter} />
      <Loaded asked={asked}>
        {({ lookups, next }) => (
          <>
            <DataTable
              caption="Lookups"
              columns={LOOKUP_COLUMNS}
              rows={lookups}
              empty="No question fits. Take filters away, choose other days, or ask the bot something: each question is told here."
            />
            <NewestOlder label="Pages of lookups" before={before} next={next} onTurn={turnTo} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
