import { getOverview, type Overview } from 'desk-api/overview.ts';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { count } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { DayTable } from './day-table.tsx';
import { Days } from './days.tsx';
import { Figures } from './figures.tsx';
import { Nights } from './nights.tsx';
import { ByLanguage, ByReason } from './shares.tsx';

const REFRESH_MS = 30_000;

/** How it goes: what was served, how often it was wrong, what it saved. */
export function OverviewPage() {
  const asked = useEndpoint(getOverview, {}, { refetchInterval: REFRESH_MS });
  return (
    <Page title="Overview">
      <Loaded asked={asked}>{(overview) => <Shown overview={overview} />}</Loaded>
    </Page>
  );
}

function Shown({ overview }: { overview: Overview }) {
  const { days, uncounted, quality, saved, answers, languages, reasons, night, next } = overview;
  const asked = days.reduce((sum, { lookups }) => sum + lookups, 0);
  return (
    <>
      <Figures quality={quality} saved={saved} answers={answers} days={days} isCounting={uncounted.length > 0} />
      <section aria-labelledby="days">
        <h2 id="days">Day by day</h2>
        {asked === 0 ? (
          <p className="empty">
            Nobody has asked anything in 90 days. Send a question to <code>POST /bali-zero/chat</code> or to{' '}
            <code>/v1/chat/completions</code>, and it is counted here.
          </p>
        ) : (
          <>
            <p className="lead">{count(asked)} questions in 90 days (UTC). Click a day to see its questions.</p>
            <Days days={days} />
            <Uncounted days={uncounted} />
            <DayTable days={days} />
          </>
        )}
      </section>
      <div className="columns">
        <ByLanguage languages={languages} />
        <ByReason reasons={reasons} />
      </div>
      <Nights night={night} next={next} />
    </>
  );
}

/** Says of which days it is still being counted how long hits took. */
function Uncounted({ days }: { days: Overview['uncounted'] }) {
  if (days.length === 0) return null;
  const which = days.length === 1 ? days[0] : `${count(days.length)} days, ${days[0]} to ${days.at(-1)}`;
  return (
    <p className="soft" role="status">
      How long hits took on {which} is still being counted; it will stand here by itself.
    </p>
  );
}
