import { type NightDetail, stopNight } from 'desk-api/night.ts';
import { Link } from 'react-router';
import { useChange } from '../../api/use-endpoint.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { duration, moment } from '../../parts/in-words.ts';
import { useMayEdit } from '../../shell/use-session.ts';
import { Stages } from './stages.tsx';
import './nights.css';

/** A night while it runs, and a way to stop it. */
export function RunningNight({ night, stages }: NightDetail) {
  const mayEdit = useMayEdit();
  const stop = useChange(stopNight);
  const isStopping = night.stop_requested_at !== null;
  return (
    <section aria-labelledby="running" className="running">
      <div className="page-head">
        <h2 id="running">
          <Link to={`/nights/${night.run}`}>Night {night.run}</Link> is running
        </h2>
        {mayEdit && (
          <button
            type="button"
            disabled={isStopping || stop.isPending}
            onClick={() => stop.mutate({ params: { run: night.run } })}
          >
            {isStopping ? 'Stopping …' : 'Stop'}
          </button>
        )}
      </div>
      <p className="lead">
        Begun {moment(night.started_at)} UTC, {duration(night.execution_time_seconds)} so far.{' '}
        {/* The time by itself is no news: it changes each second. */}
        <span role="status">{isStopping && 'It finishes the answer that it is writing, and what is done stays.'}</span>
      </p>
      {stop.error && <ErrorNotice error={stop.error} />}
      <Stages stages={stages} />
    </section>
  );
}
