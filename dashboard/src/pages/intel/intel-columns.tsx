import type { IntelRow } from 'desk-api/intel.ts';
import type { DataColumn } from '../../parts/data-table.tsx';
import { WebLink } from '../../parts/web-link.tsx';
import { ASKS, asWords } from './words.ts';

/** What is told of each document. */
export const INTEL_COLUMNS: DataColumn<IntelRow>[] = [
  {
    id: 'published',
    header: 'Published',
    cell: ({ row: { original } }) =>
      original.published_at ? (
        <time dateTime={original.published_at}>{original.published_at.slice(0, 10)}</time>
      ) : (
        <span className="soft">not said</span>
      ),
  },
  {
    id: 'priority',
    header: 'Priority',
    cell: ({ row: { original } }) => <span className={`tag ${original.priority}`}>{original.priority}</span>,
  },
  { id: 'document', header: 'Document', meta: { isMain: true }, cell: ({ row }) => <Document row={row.original} /> },
  { id: 'topic', header: 'Topic', cell: ({ row }) => asWords(row.original.topic) },
  { id: 'audience', header: 'For', cell: ({ row }) => asWords(row.original.audience) },
  { id: 'actionability', header: 'Asks to', cell: ({ row }) => ASKS[row.original.actionability] },
  {
    id: 'confidence',
    header: 'Classified',
    cell: ({ row: { original } }) => (
      <>
        {original.model === 'offline' ? 'without a model' : <bdi>{original.model}</bdi>}
        <small className="of-model">{original.confidence} confidence</small>
      </>
    ),
  },
];

function Document({ row: { title, url, source, summary } }: { row: IntelRow }) {
  return (
    <div className="document">
      <strong>
        <WebLink url={url}>
          <bdi>{title}</bdi>
        </WebLink>
      </strong>
      {source && (
        <small>
          {' '}
          <bdi>{source}</bdi>
        </small>
      )}
      <p>
        <bdi>{summary}</bdi>
      </p>
    </div>
  );
}
