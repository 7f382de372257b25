import { type AddedText, listAdded, removeText } from 'desk-api/knowledge.ts';
import { useState } from 'react';
import { useChange, useEndpoint } from '../../api/use-endpoint.ts';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { count, languageName, moment } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { WebLink } from '../../parts/web-link.tsx';
import { useMayEdit } from '../../shell/use-session.ts';

/** What was added to the knowledge base at the desk, with a way to take it back. */
export function AddedTexts() {
  const asked = useEndpoint(listAdded, {});
  return (
    <Loaded asked={asked}>
      {({ texts, elsewhere }) => (
        <>
          {elsewhere && (
            <p className="notice">
              Answers are written from {elsewhere}, not from the knowledge base: what is added here is not used until
              that changes.
            </p>
          )}
          <details className="added">
            <summary>Texts added here: {count(texts.length)}</summary>
            <DataTable
              caption="Texts added at the desk"
              columns={COLUMNS}
              rows={texts}
              empty="None yet. Add what is missing where a gap is, or with the button at the top."
            />
          </details>
        </>
      )}
    </Loaded>
  );
}

const COLUMNS: DataColumn<AddedText>[] = [
  {
    id: 'title',
    header: 'Title',
    meta: { isMain: true },
    cell: ({ row: { original } }) => (
      <WebLink url={original.url}>
        <bdi>{original.title}</bdi>
      </WebLink>
    ),
  },
  { id: 'language', header: 'Language', cell: ({ row }) => languageName(row.original.language) },
  { id: 'chunks', header: 'Pieces', meta: { isNumber: true }, cell: ({ row }) => count(row.original.chunks) },
  {
    id: 'added',
    header: 'Added (UTC)',
    cell: ({ row }) => <time dateTime={row.original.added_at}>{moment(row.original.added_at)}</time>,
  },
  { id: 'remove', header: 'Take away', cell: ({ row }) => <TakeAway text={row.original} /> },
];

/** Asked for twice: what rests on the text goes out of service. */
function TakeAway({ text }: { text: AddedText }) {
  const [isSure, setSure] = useState(false);
  const remove = useChange(removeText);
  if (!useMayEdit()) return '–';
  if (!isSure)
    return (
      <button type="button" aria-label={`Take away ${text.title}`} onClick={() => setSure(true)}>
        Take away
      </button>
    );
  return (
    <>
      <span className="actions">
        <button type="button" disabled={remove.isPending} onClick={() => remove.mutate({ params: { id: text.id } })}>
          Yes, with the answers that rest on it
        </button>
        <button type="button" className="quiet" onClick={() => setSure(false)}>
          Keep it
        </button>
      </span>
      {remove.error && <ErrorNotice error={remove.error} />}
    </>
  );
}
