import type { Overview } from 'desk-api/overview.ts';
import { Link } from 'react-router';
import { Figure } from '../../parts/figure.tsx';
import { count, dollars, duration, milliseconds, percent } from '../../parts/in-words.ts';
import { lastDays } from '../../parts/last-days.ts';
import { toLookups } from '../lookups/to-lookups.ts';

const BASIS = {
  setting: 'a hit, as GOLDSMITH_SAVED_PER_HIT says',
  measured: 'a hit, what the business models’ answers cost on average',
  assumed: 'a hit, assumed: GOLDSMITH_SAVED_PER_HIT sets it',
};

interface FiguresProps extends Pick<Overview, 'quality' | 'saved' | 'answers' | 'days'> {
  /** Of some days it is not told yet how long hits took. */
  isCounting: boolean;
}

/** The numbers of the last 30 days. */
export function Figures({ quality, saved, answers, days, isCounting }: FiguresProps) {
  const month = lastDays(30);
  const hits = toLookups({ ...month, outcome: 'hit' });
  const latest = days.findLast(({ p50_ms }) => p50_ms !== null);
  return (
    <section aria-labelledby="month">
      <h2 id="month">Last 30 days</h2>
      <dl className="figures">
        <Figure label="Served from the cache" value={percent(quality.served_share)} to={hits}>
          {count(quality.hits)} of <Link to={toLookups(month)}>{count(quality.lookups)} questions</Link>
        </Figure>
        <Wrong quality={quality} />
        <Figure label="Money saved" value={dollars(saved.last_30_days_usd)} to={hits}>
          <Link to={toLookups({ ...lastDays(1), outcome: 'hit' })}>{dollars(saved.today_usd)} today</Link>
          {`; ${dollars(saved.per_hit_usd)} ${BASIS[saved.basis]}`}
        </Figure>
        <Figure label="Waiting saved" value={duration(saved.last_30_days_seconds)} to={hits}>
          {saved.last_30_days_seconds === null ? 'no model’s answer was timed yet' : 'beside a model’s answers'}
        </Figure>
        <Figure
          label="A hit takes"
          value={milliseconds(latest?.p50_ms ?? null)}
          to={toLookups({ from: latest?.day, to: latest?.day, outcome: 'hit' })}
        >
          {latest && `median of ${latest.day}; 99% within ${milliseconds(latest.p99_ms)}`}
          {!latest && (isCounting ? 'still being counted' : 'no hit yet')}
        </Figure>
        <Figure label="Golden answers" value={count(answers.golden)} to="/answers">
          {answers.drafts > 0 && (
            <>
              <Link to="/answers?status=draft">{count(answers.drafts)} of them drafts, not served yet</Link>
              {'; '}
            </>
          )}
          {answers.paused > 0 && (
            <>
              <Link to="/answers?status=paused">{count(answers.paused)} of them paused, not served</Link>
              {'; '}
            </>
          )}
          {answers.stale > 0 ? (
            <Link to="/answers?stale=true">{count(answers.stale)} of them stale, not served</Link>
          ) : (
            'none of them stale'
          )}
        </Figure>
      </dl>
    </section>
  );
}

/** Estimated from checked hits; with too few of them, what is known, and how many are needed. */
function Wrong({ quality }: Pick<Overview, 'quality'>) {
  const month = lastDays(30);
  if (quality.wrong_interval) {
    const [low, high] = quality.wrong_interval;
    return (
      <Figure
        label="Wrong, estimated"
        value={percent(quality.wrong_share)}
        to={toLookups({ ...month, verdict: 'checked-wrong' })}
      >
        {`95% interval ${percent(low)} to ${percent(high)}; `}
        <Checked quality={quality} />
      </Figure>
    );
  }
  const marked = quality.marked_wrong > 0;
  return (
    <Figure
      label={marked ? 'Wrong, at least' : 'Wrong'}
      value={marked ? percent(quality.wrong_at_least) : 'not known'}
      to={toLookups({ ...month, verdict: marked ? 'marked-wrong' : 'checked' })}
    >
      <Checked quality={quality} />
      {` of the ${count(quality.checks_needed)} that an estimate takes; `}
      <Link to={toLookups({ ...month, verdict: 'marked-wrong' })}>{count(quality.marked_wrong)} marked wrong</Link>
    </Figure>
  );
}

function Checked({ quality }: Pick<Overview, 'quality'>) {
  return (
    <Link to={toLookups({ ...lastDays(30), verdict: 'checked' })}>
      {count(quality.checked)} checked by the night’s model
    </Link>
  );
}
