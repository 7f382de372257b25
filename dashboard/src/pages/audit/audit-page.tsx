import { auditFilter, listAudit } from 'desk-api/audit.ts';
import { useSearchParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { AUDIT_COLUMNS } from './audit-columns.tsx';
import { AuditFilters } from './audit-filters.tsx';
import '../../parts/stacks.css';
import './audit.css';

/** Who changed what, when, and how it was before; filters and page stand in the address. */
export function AuditPage() {
  const [address, setAddress] = useSearchParams();
  const given = Object.fromEntries(address);
  const parsed = auditFilter.safeParse(given);
  // An address that somebody has mistyped shows everything rather than nothing.
  const filter = parsed.success ? parsed.data : {};
  const before_id = Number(given.before_id) || undefined;
  const asked = useEndpoint(listAudit, { query: { ...filter, before_id } });
  const turnTo = (next: number | undefined) => {
    const changed = new URLSearchParams(address);
    if (next) changed.set('before_id', String(next));
    else changed.delete('before_id');
    setAddress(changed);
  };
  return (
    <Page title="Audit">
      <Loaded asked={asked}>
        {({ changes, next, people, actions }) => (
          <>
            <AuditFilters filter={filter} people={people} actions={actions} onChange={setAddress} />
            <div className="stacks audit">
              <DataTable
                caption="Changes"
                columns={AUDIT_COLUMNS}
                rows={changes}
                empty={
                  actions.length === 0
                    ? 'Nobody has changed anything at the desk yet. What is changed here is written down with who, when, before and after.'
                    : 'No change fits these filters. Take some away, or choose other days.'
                }
              />
            </div>
            <nav className="pager" aria-label="Pages of changes">
              <button type="button" disabled={!before_id} onClick={() => turnTo(undefined)}>
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
