import { answerQuery, listAnswers } from 'desk-api/answers.ts';
import type { AnswerRow } from 'desk-api/shown-answer.ts';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { count } from '../../parts/in-words.ts';
import { ListBeside } from '../../parts/list-beside.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
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
  const { stale, marked_wrong, edited, ...rest } = query;
  const asText = (value: boolean | undefined) => (value === undefined ? undefined : String(value));
  const asked = useEndpoint(listAnswers, {
    query: { ...rest, stale: asText(stale), marked_wrong: asText(marked_wrong), edited: asText(edited) },
  });
  const chosen = Number(address.get('answer')) || undefined;
  const go = (changed: Record<string, string | number | undefined>) => setAddress(withParams(address, changed));
  useShortcut('n', 'Write an answer', () => navigate('/answers/new'), mayEdit);
  const list = (
    <Loaded asked={asked}>
      {({ answers, total }) => (
        <>
          <Steps answers={answers} chosen={chosen} onChoose={(answer) => go({ answer })} />
          <DataTable
            caption="Answers"
            columns={chosen === undefined ? ANSWER_COLUMNS : NARROW_COLUMNS}
            rows={answers}
            empty="No answer fits. Take filters away, run a night, or write an answer."
          />
          <Pager page={query.page} limit={query.limit} total={total} onPage={(page) => go({ page })} />
        </>
      )}
    </Loaded>
  );
  return (
    <Page title="Answers" beside={mayEdit && <WriteLink />}>
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

function WriteLink() {
  return (
    <Link to="/answers/new">
      Write an answer <kbd>n</kbd>
    </Link>
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
  const last = Math.max(1, Math.ceil(total / limit));
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
