import { type CulturalChunk, listCulture } from 'desk-api/culture.ts';
import { Link } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { count, languageName, moment } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { topicName } from './topic-name.ts';
import './culture.css';

const COLUMNS: DataColumn<CulturalChunk>[] = [
  {
    id: 'topic',
    header: 'Topic',
    meta: { isMain: true },
    cell: ({ row: { original } }) => <Link to={`/culture/${original.id}`}>{topicName(original.topic)}</Link>,
  },
  { id: 'language', header: 'Language', cell: ({ row }) => languageName(row.original.language) },
  {
    id: 'content',
    header: 'What the model is told',
    meta: { isMain: true },
    cell: ({ row }) => (
      <div className="chunk-text">
        <bdi>{row.original.content}</bdi>
      </div>
    ),
  },
  { id: 'uses', header: 'Used', meta: { isNumber: true }, cell: ({ row }) => count(row.original.uses) },
  {
    id: 'changed',
    header: 'Written by',
    cell: ({ row: { original } }) => (
      <>
        <bdi>{original.changed_by ?? 'came with Goldsmith'}</bdi>
        {original.changed_at && (
          <small>
            {' '}
            <time dateTime={original.changed_at}>{moment(original.changed_at)}</time>
          </small>
        )}
      </>
    ),
  },
];

/** What the bot knows of the culture that it speaks in. */
export function CulturePage() {
  const asked = useEndpoint(listCulture, {});
  return (
    <Page title="Culture">
      <p className="lead">
        Up to two of these go into the prompt of a reply to small talk, where its words or its place in the conversation
        call for them. Open one to change it.
      </p>
      <Loaded asked={asked}>
        {({ chunks }) => (
          <DataTable
            caption="Cultural chunks"
            columns={COLUMNS}
            rows={chunks}
            empty="There are none in the table cultural_knowledge. Small talk is answered without them."
          />
        )}
      </Loaded>
    </Page>
  );
}
