import type { ShownSource } from 'desk-api/shown-answer.ts';
import type { ReactNode } from 'react';
import { WebLink } from './web-link.tsx';

const STATES: Record<ShownSource['state'], string> = {
  current: 'as it was',
  changed: 'changed since',
  gone: 'gone',
  elsewhere: 'kept in another store',
  unchecked: 'not checked',
};

/** What an answer rests on, and how it stands with that. */
export function SourceList<Source extends ShownSource>(props: {
  sources: Source[];
  /** What is shown of each besides. */
  children?: (source: Source) => ReactNode;
}) {
  if (props.sources.length === 0) return <p className="empty">It names no source: a person wrote it.</p>;
  return (
    <ol className="sources">
      {props.sources.map((source, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two chunks of a page may bear the same name.
        <li key={i}>
          <SourceName source={source} /> <span className={`tag ${source.state}`}>{STATES[source.state]}</span>
          {props.children?.(source)}
        </li>
      ))}
    </ol>
  );
}

function SourceName({ source: { title, url, path, headings } }: { source: ShownSource }) {
  const below = headings.filter((heading) => heading !== title).join(' › ');
  return (
    <>
      <WebLink url={url}>
        <bdi className="source-name">{title}</bdi>
      </WebLink>{' '}
      {below && (
        <>
          › <bdi>{below}</bdi>{' '}
        </>
      )}
      <small>
        <bdi>{path}</bdi>
      </small>
    </>
  );
}
