import { listReview, type ReviewItem } from 'desk-api/review.ts';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { count } from '../../parts/in-words.ts';
import { ListBeside } from '../../parts/list-beside.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useShortcut } from '../../shell/shortcuts.ts';
import { ReviewCard } from './review-card.tsx';
import { ReviewQueue } from './review-queue.tsx';
import './review.css';

const PAGE_SIZE = 50;

/** What was decided last, so that it can be found again. */
interface Decision {
  done: string;
  item: { answer_id: number; question: string };
}

/** What waits for a person, most users first. Page and card stand in the address. */
export function ReviewPage() {
  const [address] = useSearchParams();
  const page = Math.max(1, Math.trunc(Number(address.get('page'))) || 1);
  const asked = useEndpoint(listReview, { query: { page, limit: PAGE_SIZE } }, { refetchInterval: 30_000 });
  const [decided, setDecided] = useState<Decision>();
  return (
    <Page title="Review" beside={asked.data && <span className="soft">{count(asked.data.total)} waiting</span>}>
      <p role="status" className={decided && 'notice'}>
        {decided && (
          <>
            {decided.done}: <Link to={`/answers?answer=${decided.item.answer_id}`}>{decided.item.question}</Link>{' '}
            <Link to={`/answers?answer=${decided.item.answer_id}&show=versions`}>Its versions</Link>
          </>
        )}
      </p>
      <Loaded asked={asked}>
        {({ items, total }) => <Queue items={items} total={total} page={page} onDecided={setDecided} />}
      </Loaded>
    </Page>
  );
}

function Queue(props: { items: ReviewItem[]; total: number; page: number; onDecided: (decision: Decision) => void }) {
  const { items, page } = props;
  const [address, setAddress] = useSearchParams();
  const chosen = Number(address.get('answer')) || undefined;
  // Where nothing is chosen the first one is shown, if there is room for it.
  const shown = chosen ?? items[0]?.answer_id;
  const at = items.findIndex(({ answer_id }) => answer_id === shown);
  // Drawn at once: the next key begins from there.
  const choose = (id: number | undefined, replace = false) =>
    setAddress(
      { ...(page > 1 && { page: String(page) }), ...(id && { answer: String(id) }) },
      { replace, flushSync: true },
    );
  const step = (by: number) => items[at + by] && choose(items[at + by].answer_id);
  useShortcut('j', 'Next card', () => step(chosen === undefined ? 0 : 1));
  useShortcut('k', 'Card before', () => step(-1));
  const onDecided = (done: string, item: Decision['item']) => {
    props.onDecided({ done, item });
    choose((items[at + 1] ?? items[at - 1])?.answer_id, true);
  };
  if (items.length === 0 && chosen === undefined) return <NothingWaits page={page} />;
  return (
    <ListBeside
      chosen={chosen}
      label="Card"
      list={<ReviewQueue items={items} shown={shown} page={page} isLast={page * PAGE_SIZE >= props.total} />}
      one={
        shown !== undefined && (
          <ReviewCard
            key={shown}
            id={shown}
            // What is written stays, whatever comes to wait before it.
            onBegin={() => chosen ?? choose(shown, true)}
            onDecided={onDecided}
            onLeave={() => choose(undefined, true)}
          />
        )
      }
    />
  );
}

function NothingWaits({ page }: { page: number }) {
  if (page > 1)
    return (
      <p className="empty">
        Nothing on this page any more. <Link to="/review">To the first page</Link>
      </p>
    );
  return (
    <p className="empty">
      Nothing waits for you. With GOLDSMITH_REVIEW=required what a night writes waits here until somebody approves it;
      and where a night would answer differently than a person has, its proposal does.
    </p>
  );
}
