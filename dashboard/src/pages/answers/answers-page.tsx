import { exportAnswers } from 'desk-api/answer-files.ts';
import { answerQuery, listAnswers } from 'desk-api/answers.ts';
import type { EndpointInput } from 'desk-api/endpoint.ts';
import type { AnswerRow } from 'desk-api/shown-answer.ts';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { addressOf } from '../../api/call.ts';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { count } from '../../parts/in-words.ts';
import { ListBeside } from '../../parts/list-beside.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { lastPage, ToLastPage } from '../../parts/to-last-page.tsx';
import { useShortcut } from '../../shell/shortcuts.ts';
import { useMayEdit } from '../../shell/use-session.ts';
import { ANSWER_COLUMNS, NARROW_COLUMNS } from './answer-columns.tsx';
import { AnswerDrawer } from './answer-drawer.tsx';
import { AnswerFilters } from './answer-filters.tsx';
import { withParams } from './with-params.ts';
import './answers.css';

/** The golden answers. Filters, sort, page and the answer that is looked at stand in the address. */
export function AnswersPage() {
  const [address, setAddress] = useSearchParams();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const parsed = answerQuery.safeParse(Object.fromEntries(address));
  // An address that somebody has mistyped shows everything rather than nothing.
  const query = parsed.success ? parsed.data : answerQuery.parse({});
  const { stale, marked_wrong, edited, sort, page, limit, ...rest } = query;
  const asText = (value: boolean | undefined) => (value === undefined ? undefined : String(value));
  const filter = { ...rest, stale: asText(stale), marked_wrong: asText(marked_wrong), edited: asText(edited) };
  const asked = useEndpoint(listAnswers, { query: { ...filter, sort, page, limit } });
  const chosen = Number(address.get('answer')) || undefined;
  const go = (changed: Record<string, string | number | undefined>) => setAddress(withParams(address, changed));
  useShortcut('n', 'Write an answer', () => navigate('/answers/new'), mayEdit);
  const list = (
    <Loaded asked={asked}>
      {({ answers, total }) => (
        <>
          <ToLastPage asked={asked} page={query.page} limit={query.limit} />
          <Steps answers={answers} chosen={chosen} onChoose={(answer) => go({ answer })} />
          <DataTable
            caption="Answers"
            columns={chosen === undefined ? ANSWER_COLUMNS : NARROW_COLUMNS}
            rows={answers}
            empty="No answer fits. Take filters away, run a night, or write an answer."
          />
          <Pager page={query.page} limit={query.limit} total={total} onPage={(page) => go({ page })} />
          {total > 0 && <ExportLinks filter={filter} total={total} />}
        </>
      )}
    </Loaded>
  );
  return (
    <Page title="Answers" beside={mayEdit && <EditorLinks />}>
      <AnswerFilters
        filter={query}
        languages={asked.data?.languages ?? []}
        onChange={(changed) => go({ ...changed, page: undefined })}
      />
      <ListBeside
        chosen={chosen}
        label="Answer"
        list={list}
        one={
          chosen !== undefined && (
            <AnswerDrawer
              key={chosen}
              id={chosen}
              onClose={() => go({ answer: undefined, show: undefined, hits: undefined })}
            />
          )
        }
      />
    </Page>
  );
}

function EditorLinks() {
  return (
    <span className="page-links">
      <Link to="/answers/import">Import</Link>
      <Link to="/answers/new">
        Write an answer <kbd>n</kbd>
      </Link>
    </span>
  );
}

/** What the filters let through, on all pages, as a file. */
function ExportLinks({ filter, total }: { filter: EndpointInput<typeof exportAnswers>['query']; total: number }) {
  const to = (format: 'csv' | 'jsonl') => addressOf(exportAnswers, { query: { ...filter, format } });
  return (
    <p className="soft">
      Export {total === 1 ? 'this answer' : `these ${count(total)} answers`} with {total === 1 ? 'its' : 'their'}{' '}
      phrasings:{' '}
      <a href={to('csv')} download>
        CSV
      </a>
      ,{' '}
      <a href={to('jsonl')} download>
        JSON Lines
      </a>
    </p>
  );
}

/** Goes through the rows by key. */
function Steps(props: { answers: AnswerRow[]; chosen: number | undefined; onChoose: (id: number) => void }) {
  const at = props.answers.findIndex(({ id }) => id === props.chosen);
  const step = (by: number) => {
    const next = props.answers[at === -1 ? 0 : at + by];
    if (next) props.onChoose(next.id);
  };
  useShortcut('j', 'Next answer', () => step(1));
  useShortcut('k', 'Answer before', () => step(-1));
  return null;
}

function Pager(props: { page: number; limit: number; total: number; onPage: (page: number | undefined) => void }) {
  const { page, limit, total } = props;
  const last = lastPage(total, limit);
  return (
    <nav className="pager" aria-label="Pages of answers">
      <button type="button" disabled={page <= 1} onClick={() => props.onPage(page > 2 ? page - 1 : undefined)}>
        Before
      </button>
      <button type="button" disabled={page >= last} onClick={() => props.onPage(page + 1)}>
        Next
      </button>
      <span className="soft">
        Page {count(page)} of {count(last)}, {count(total)} {total === 1 ? 'answer' : 'answers'}
      </span>
    </nav>
  );
}
