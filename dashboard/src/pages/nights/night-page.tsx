import { CHANGE_KINDS, getNight, listChanges, type Night, watchNight } from 'desk-api/night.ts';
import { Link, useParams, useSearchParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { useStream } from '../../api/use-stream.ts';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { count, dollars, duration, moment } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { toAnswersOf } from '../../parts/to-answers.ts';
import { StatusTag } from './night-columns.tsx';
import { RunningNight } from './running-night.tsx';
import { Stages } from './stages.tsx';
import './nights.css';

/** One night: what it did, stage by stage, and which questions changed. */
export function NightPage() {
  const { run = '' } = useParams();
  if (/^\d+$/.test(run)) return <OneNight run={Number(run)} />;
  return (
    <Page title="Night" beside={<Link to="/nights">All nights</Link>}>
      <p className="empty">There is no such night: nights have numbers.</p>
    </Page>
  );
}

function OneNight({ run }: { run: number }) {
  const asked = useEndpoint(getNight, { params: { run } });
  const live = useStream(watchNight, {});
  return (
    <Page title={`Night ${run}`} beside={<Link to="/nights">All nights</Link>}>
      <Loaded asked={asked}>
        {(read) => {
          const { night, stages } = live?.night.run === run ? live : read;
          if (night.status === 'running') return <RunningNight night={night} stages={stages} />;
          return (
            <>
              <Summary night={night} />
              <section aria-labelledby="stages">
                <h2 id="stages">Stages</h2>
                <Stages stages={stages} />
              </section>
              {night.changes && <Changes run={run} counts={night.changes} />}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Summary({ night }: { night: Night }) {
  return (
    <section aria-label="Summary">
      <p>
        <StatusTag status={night.status} /> Begun {moment(night.started_at)} UTC, took{' '}
        {duration(night.execution_time_seconds)}
        {night.stop_requested_at && `; somebody stopped it at ${moment(night.stop_requested_at)}`}.{' '}
        {count(night.queries_analyzed)} questions, {count(night.clusters_found)} clusters,{' '}
        <Link to={toAnswersOf(night.run, 'new')}>{count(night.golden_answers_generated)} answers new</Link>,{' '}
        <Link to={toAnswersOf(night.run, 'rewritten')}>{count(night.golden_answers_updated)} rewritten</Link>,{' '}
        {count(night.total_tokens_used)} tokens, {night.cost_usd === null ? 'cost unknown' : dollars(night.cost_usd)}.
      </p>
      {night.error_message && <pre className="notice bad errors">{night.error_message}</pre>}
    </section>
  );
}

const KIND_NAMES = {
  created: 'New',
  grown: 'Grown',
  merged: 'Merged',
  split: 'Split',
  vanished: 'Vanished',
  unchanged: 'As before',
};

interface Change {
  cluster: number;
  other: number | null;
  question: string | null;
}

const COLUMNS: DataColumn<Change>[] = [
  {
    id: 'cluster',
    header: 'Cluster',
    meta: { isNumber: true },
    cell: ({ row }) => <MapLink cluster={row.original.cluster} />,
  },
  {
    id: 'question',
    header: 'Question',
    cell: ({ row: { original } }) =>
      original.question === null ? (
        <span className="soft">there is none any more</span>
      ) : (
        <bdi>{original.question}</bdi>
      ),
  },
  {
    id: 'other',
    header: 'Into, or from',
    meta: { isNumber: true },
    cell: ({ row: { original } }) => (original.other === null ? '–' : <MapLink cluster={original.other} />),
  },
];

/** Leads to the wordings of a cluster, as long as there is one. */
function MapLink({ cluster }: { cluster: number }) {
  return <Link to={`/map?cluster=${cluster}`}>{cluster}</Link>;
}

/** Which questions were new, grown, merged, split or gone. */
function Changes({ run, counts }: { run: number; counts: NonNullable<Night['changes']> }) {
  const [address, setAddress] = useSearchParams();
  const first = CHANGE_KINDS.find((kind) => counts[kind] > 0) ?? 'created';
  const kind = CHANGE_KINDS.find((one) => one === address.get('kind')) ?? first;
  const asked = useEndpoint(listChanges, { params: { run }, query: { kind } });
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">Questions</h2>
      <div className="kinds">
        {CHANGE_KINDS.map((one) => (
          <button key={one} type="button" aria-pressed={one === kind} onClick={() => setAddress({ kind: one })}>
            {KIND_NAMES[one]} {count(counts[one])}
          </button>
        ))}
      </div>
      <Loaded asked={asked}>
        {({ changes }) => (
          <DataTable caption="Questions that changed" columns={COLUMNS} rows={changes} empty="None in this night." />
        )}
      </Loaded>
    </section>
  );
}
