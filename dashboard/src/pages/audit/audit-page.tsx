import { auditFilter, listAudit } from 'desk-api/audit.ts';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { NewestOlder } from '../../parts/newest-older.tsx';
import { Page } from '../../parts/page.tsx';
import { useFilter } from '../../parts/use-filter.ts';
import { AUDIT_COLUMNS } from './audit-columns.tsx';
import { AuditFilters } from './audit-filters.tsx';
import './audit.css';

/** Who changed what, when, and how it was before; filters and page stand in the address. */
export function AuditPage() {
  const { filter, before, setFilter, turnTo } = useFilter(auditFilter, 'before_id');
  const asked = useEndpoint(listAudit, { query: { ...filter, before_id: before } });
  return (
    <Page title="Audit">
      <Loaded asked={asked}>
        {({ changes, next, people, actions }) => (
          <>
            <AuditFilters filter={filter} people={people} actions={actions} onChange={setFilter} />
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
            <NewestOlder label="Pages of changes" before={before} next={next} onTurn={turnTo} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
