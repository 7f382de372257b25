import type { ReviewItem } from 'desk-api/review.ts';
import { Link } from 'react-router';
import { count, languageName } from '../../parts/in-words.ts';
import { leadsTo } from '../../parts/list-beside.tsx';

/** The queue, a card for each thing that waits. */
export function ReviewQueue(props: {
  items: ReviewItem[];
  shown: number | undefined;
  page: number;
  /** Whether there is no page after this one. */
  isLast: boolean;
}) {
  const { page } = props;
  const at = (other: number) => (other > 1 ? `/review?page=${other}` : '/review');
  return (
    <>
      <ol className="queue" aria-label="Queue">
        {props.items.map((item) => (
          <li key={item.answer_id}>
            <Link
              to={`${at(page)}${page > 1 ? '&' : '?'}answer=${item.answer_id}`}
              aria-current={item.answer_id === props.shown || undefined}
              {...leadsTo(item.answer_id)}
            >
              <bdi>{item.question}</bdi>
              <small>
                <ItemTags item={item} /> {count(item.users)} {item.users === 1 ? 'user' : 'users'},{' '}
                {count(item.conversations)} {item.conversations === 1 ? 'conversation' : 'conversations'},{' '}
                {languageName(item.language)}
              </small>
            </Link>
          </li>
        ))}
      </ol>
      {(page > 1 || !props.isLast) && (
        <nav className="pager" aria-label="Pages of the queue">
          {page > 1 && <Link to={at(page - 1)}>Before</Link>}
          {!props.isLast && <Link to={at(page + 1)}>Next</Link>}
        </nav>
      )}
    </>
  );
}

/** What kind of thing waits. */
export function ItemTags({ item }: { item: Pick<ReviewItem, 'kind' | 'stale' | 'dismissed'> }) {
  return (
    <>
      <span className={`tag ${item.kind}`}>{item.kind}</span>
      {item.stale && <span className="tag stale">stale</span>}
      {item.dismissed && <span className="tag dismissed">dismissed before</span>}
    </>
  );
}
