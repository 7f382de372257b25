import { type Gaps, readGaps } from 'desk-api/gaps.ts';
import { useSearchParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { DataTable, type DataTableProps } from '../../parts/data-table.tsx';
import { count } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useMayEdit } from '../../shell/use-session.ts';
import { AddKnowledge } from './add-knowledge.tsx';
import { AddedTexts } from './added-texts.tsx';
import { NEAR_COLUMNS, STALE_COLUMNS, UNANSWERED_COLUMNS } from './gap-columns.tsx';
import { GapKinds, isGapKind } from './gap-kinds.tsx';
import './gaps.css';

/** So many of a kind are shown at first; with `all=1` in the address as many as there may be. */
const FIRST = 100;
const MOST = 500;

/** What is asked and not answered; from here an answer is written, or knowledge added. */
export function GapsPage() {
  const [address, setAddress] = useSearchParams();
  const given = address.get('kind') ?? '';
  const kind = isGapKind(given) ? given : 'unanswered';
  const limit = address.get('all') ? MOST : FIRST;
  const asked = useEndpoint(readGaps, { query: { limit } });
  const mayEdit = useMayEdit();
  const adding = address.get('add');
  const change = (name: string, value: string | undefined) => {
    const changed = new URLSearchParams(address);
    if (value === undefined) changed.delete(name);
    else changed.set(name, value);
    setAddress(changed);
  };
  return (
    <Page
      title="Gaps"
      beside={
        mayEdit &&
        adding === null && (
          <button type="button" onClick={() => change('add', '')}>
            Add knowledge
          </button>
        )
      }
    >
      {mayEdit && adding !== null && (
        <AddKnowledge
          key={adding}
          question={adding}
          language={address.get('language')}
          onClose={() => setAddress({ kind })}
        />
      )}
      <Loaded asked={asked}>
        {(gaps) => (
          <>
            <GapKinds kind={kind} totals={gaps.totals} />
            <Shown kind={kind} gaps={gaps} />
            {gaps[kind].length < gaps.totals[kind] && (
              <p className="soft">
                The first {count(gaps[kind].length)} of {count(gaps.totals[kind])}.{' '}
                {limit < MOST && (
                  <button type="button" onClick={() => change('all', '1')}>
                    Show more
                  </button>
                )}
              </p>
            )}
          </>
        )}
      </Loaded>
      <AddedTexts />
    </Page>
  );
}

function Shown({ kind, gaps }: { kind: keyof Gaps['totals']; gaps: Gaps }) {
  switch (kind) {
    case 'unanswered':
      return (
        <Kind
          caption="Questions without an answer"
          columns={UNANSWERED_COLUMNS}
          rows={gaps.unanswered}
          empty="No night has found a question that several people ask and that has no answer."
        >
          Asked by several people, and nothing answers it. Write the answer yourself, or add what the bot should know:
          the next night writes an answer from it.
        </Kind>
      );
    case 'near':
      return (
        <Kind
          caption="Near misses"
          columns={NEAR_COLUMNS}
          rows={gaps.near}
          empty="No question of the last 30 days came near to an answer without getting it."
        >
          Questions came near to these answers, and the match was not sure enough to serve them. More phrasings of the
          question make it surer. What was asked is not kept, only how often.
        </Kind>
      );
    case 'stale':
      return (
        <Kind
          caption="Stale answers"
          columns={STALE_COLUMNS}
          rows={gaps.stale}
          empty="Every answer still rests on what its sources say."
        >
          What these answers rest on has changed, so they are not served. A night writes them anew, or you say that they
          still hold.
        </Kind>
      );
  }
}

/** The gaps of a kind, and what can be done about them. */
function Kind<Row extends object>({ children, ...table }: DataTableProps<Row> & { children: string }) {
  return (
    <>
      <p className="lead">{children}</p>
      <DataTable {...table} />
    </>
  );
}
