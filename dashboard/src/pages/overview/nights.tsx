import type { Overview } from 'desk-api/overview.ts';
import { Link } from 'react-router';
import { count, dollars, duration, moment } from '../../parts/in-words.ts';
import { toAnswersOf } from '../../parts/to-answers.ts';

/** What the last night did, and when the next is. */
export function Nights({ night, next }: Pick<Overview, 'night' | 'next'>) {
  const { running, last } = night;
  return (
    <section aria-labelledby="nights">
      <h2 id="nights">Nights</h2>
      {running && (
        <p>
          <span className="tag going">running</span> <Link to={`/nights/${running.run}`}>Run {running.run}</Link>, begun{' '}
          {moment(running.started_at)} UTC{running.stage && `, at “${running.stage}”`}
          {running.total !== null && `: ${count(running.done ?? 0)} of ${count(running.total)}`}
        </p>
      )}
      {last ? (
        <p>
          Last: <Link to={`/nights/${last.run}`}>{last.run_date}</Link>{' '}
          <span className={`tag ${last.status}`}>{last.status}</span> {count(last.queries_analyzed)} questions,{' '}
          <Link to={`/nights/${last.run}`}>{count(last.clusters_found)} clusters</Link>,{' '}
          <Link to={toAnswersOf(last.run, 'new')}>{count(last.golden_answers_generated)} answers new</Link>,{' '}
          <Link to={toAnswersOf(last.run, 'rewritten')}>{count(last.golden_answers_updated)} rewritten</Link>;{' '}
          {duration(last.execution_time_seconds)}, {count(last.total_tokens_used)} tokens,{' '}
          {last.cost_usd === null ? 'cost unknown' : dollars(last.cost_usd)}
          {last.error_message && <span className="error-line">{last.error_message.split('\n')[0]}</span>}
        </p>
      ) : (
        <p className="empty">
          No night has run yet. Run <code>goldsmith nightly</code>.
        </p>
      )}
      {next.length > 0 ? (
        <p>
          Next:{' '}
          {next.map(({ job, next: at }, i) => (
            <span key={job}>
              {i > 0 && '; '}
              {job} at {moment(at).slice(0, 16)} UTC
            </span>
          ))}
        </p>
      ) : (
        <p>
          Nothing is scheduled on this database: <code>goldsmith serve --with-schedule</code> keeps the nights.
        </p>
      )}
    </section>
  );
}
