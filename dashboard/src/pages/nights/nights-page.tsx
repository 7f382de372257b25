import { listNights, type Night, watchNight } from 'desk-api/night.ts';
import { useSearchParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { useStream } from '../../api/use-stream.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { NewestOlder } from '../../parts/newest-older.tsx';
import { Page } from '../../parts/page.tsx';
import { useMayEdit } from '../../shell/use-session.ts';
import { NIGHT_COLUMNS } from './night-columns.tsx';
import { RunningNight } from './running-night.tsx';
import { StartNight } from './start-night.tsx';

/** All nights, the one that is running, and a way to start one. */
export function NightsPage() {
  const [address, setAddress] = useSearchParams();
  const before = Number(address.get('before')) || undefined;
  const asked = useEndpoint(listNights, { query: { before } });
  const live = useStream(watchNight, {});
  const mayEdit = useMayEdit();
  const running = live?.night.status === 'running' ? live : undefined;
  return (
    <Page title="Nights">
      {running && <RunningNight {...running} />}
      {mayEdit && !running && live !== undefined && <StartNight />}
      <Loaded asked={asked}>
        {({ nights, next }) => (
          <>
            <DataTable
              caption="Nights"
              columns={NIGHT_COLUMNS}
              rows={before ? nights : withLive(nights, live?.night)}
              empty="No night has run yet. Start one: it reads the conversations of the last days and writes answers."
            />
            <NewestOlder
              label="Pages of nights"
              before={before}
              next={next}
              onTurn={(place) => setAddress(place ? { before: String(place) } : {})}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** The list with the newest night as it is told live. */
function withLive(nights: Night[], live: Night | undefined): Night[] {
  if (!live) return nights;
  return [live, ...nights.filter(({ run }) => run !== live.run)];
}
