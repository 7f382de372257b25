import { readAnswer } from 'desk-api/answers.ts';
import type { AnswerDetail } from 'desk-api/shown-answer.ts';
import { Link, useSearchParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { Demand } from '../../parts/demand.tsx';
import { count, languageName, moment } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { useShortcut } from '../../shell/shortcuts.ts';
import { toLookups } from '../lookups/to-lookups.ts';
import { StatusTags } from './answer-columns.tsx';
import { AnswerHits } from './answer-hits.tsx';
import { AnswerPhrasings } from './answer-phrasings.tsx';
import { AnswerTab } from './answer-tab.tsx';
import { AnswerVersions } from './answer-versions.tsx';
import { withParams } from './with-params.ts';

const TABS = { text: 'Answer', phrasings: 'Phrasings', hits: 'Hits', versions: 'Versions' } as const;
type Tab = keyof typeof TABS;

/** One answer beside the table, with all that belongs to it. */
export function AnswerDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const asked = useEndpoint(readAnswer, { params: { id } });
  useShortcut('Escape', 'Close the answer', onClose);
  return (
    <>
      <p className="drawer-close">
        <button type="button" onClick={onClose}>
          Close <kbd>Esc</kbd>
        </button>
      </p>
      <Loaded asked={asked}>{(answer) => <Detail answer={answer} />}</Loaded>
    </>
  );
}

function Detail({ answer }: { answer: AnswerDetail }) {
  const [address] = useSearchParams();
  const asked = address.get('show') as Tab | null;
  const shown: Tab = asked !== null && asked in TABS ? asked : 'text';
  const numbers = { phrasings: answer.phrasings.length, hits: answer.hits, versions: answer.version, text: undefined };
  return (
    <article className="answer">
      <h2>
        <bdi>{answer.question}</bdi>
      </h2>
      <p className="lead">
        <StatusTags row={answer} /> {languageName(answer.language)}. Served{' '}
        <Link to={toLookups({ outcome: 'hit', answer: answer.id })}>{count(answer.hits)}×</Link>,{' '}
        <Link to={toLookups({ verdict: 'marked-wrong', answer: answer.id })}>
          {count(answer.marked_wrong)} marked wrong
        </Link>
        . <Demand answer={answer.id} conversations={answer.conversations} users={answer.users} />. Changed{' '}
        {moment(answer.updated_at)} UTC.
      </p>
      <nav className="tabs" aria-label="Of this answer">
        {(Object.keys(TABS) as Tab[]).map((tab) => (
          <Link
            key={tab}
            to={`/answers${withParams(address, { show: tab === 'text' ? undefined : tab, hits: undefined })}`}
            aria-current={tab === shown || undefined}
          >
            {TABS[tab]} {numbers[tab] !== undefined && <small>{count(numbers[tab])}</small>}
          </Link>
        ))}
      </nav>
      {shown === 'text' && <AnswerTab answer={answer} />}
      {shown === 'phrasings' && <AnswerPhrasings answer={answer} />}
      {shown === 'hits' && <AnswerHits id={answer.id} />}
      {shown === 'versions' && <AnswerVersions answer={answer} />}
    </article>
  );
}
