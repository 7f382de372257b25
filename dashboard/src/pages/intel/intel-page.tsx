import { intelFilter, listIntel } from 'desk-api/intel.ts';
import { useSearchParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { count } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { lastPage, ToLastPage } from '../../parts/to-last-page.tsx';
import { INTEL_COLUMNS } from './intel-columns.tsx';
import { IntelFilters } from './intel-filters.tsx';
import './intel.css';

const ON_A_PAGE = 50;

/** What was read in the news, classified; filters and page stand in the address. */
export function IntelPage() {
  const [address, setAddress] = useSearchParams();
  const given = Object.fromEntries(address);
  const parsed = intelFilter.safeParse(given);
  // An address that somebody has mistyped shows everything rather than nothing.
  const filter = parsed.success ? parsed.data : {};
  const page = Math.max(1, Math.floor(Number(given.page)) || 1);
  const asked = useEndpoint(listIntel, { query: { ...filter, page, limit: ON_A_PAGE } });
  const turnTo = (next: number) => {
    const changed = new URLSearchParams(address);
    changed.set('page', String(next));
    setAddress(changed);
  };
  return (
    <Page title="Intel">
      <Loaded asked={asked}>
        {({ documents, total, classified, topics, audiences }) => (
          <>
            <IntelFilters filter={filter} topics={topics} audiences={audiences} onChange={setAddress} />
            <p className="lead" role="status">
              {count(total)} of {count(classified)} documents, newest first.
            </p>
            <DataTable
              caption="Documents"
              columns={INTEL_COLUMNS}
              rows={documents}
              empty={classified === 0 ? <NothingYet /> : 'No document fits these filters. Take some away.'}
            />
            <ToLastPage asked={asked} page={page} limit={ON_A_PAGE} />
            {total > ON_A_PAGE && (
              <nav className="pager" aria-label="Pages of documents">
                <button type="button" disabled={page <= 1} onClick={() => turnTo(page - 1)}>
                  Newer
                </button>
                <button type="button" disabled={page >= lastPage(total, ON_A_PAGE)} onClick={() => turnTo(page + 1)}>
                  Older
                </button>
              </nav>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function NothingYet() {
  return (
    <>
      No document is classified yet. <code>goldsmith classify FOLDER</code> reads the scraped news of a folder, and says
      of each what it is about, for whom, and what it asks of them.
    </>
  );
}
