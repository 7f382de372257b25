import { type CulturalChunk, type readCulture, restoreCulture } from 'desk-api/culture.ts';
import type { EndpointAnswer } from 'desk-api/endpoint.ts';
import { useChange } from '../../api/use-endpoint.ts';
import { DiffView } from '../../parts/diff-view.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { moment } from '../../parts/in-words.ts';

type Version = EndpointAnswer<typeof readCulture>['versions'][number];

/** Everything that a chunk said, newest first, each with what was different from the one before; an editor takes one back. */
export function ChunkVersions(props: { chunk: CulturalChunk; versions: Version[]; mayEdit: boolean }) {
  const restore = useChange(restoreCulture);
  const { id, version: now } = props.chunk;
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      {restore.error && <ErrorNotice error={restore.error} />}
      <ol className="chunk-versions">
        {props.versions.map(({ version, writer, at, diff, trigger_keyword, when_to_use }) => (
          <li key={version}>
            <header>
              <strong>Version {version}</strong>
              <span>
                <bdi>{writer ?? 'came with Goldsmith'}</bdi>
                {at && (
                  <>
                    , <time dateTime={at}>{moment(at)}</time> UTC
                  </>
                )}
              </span>
              {version === now && <span className="tag">what it says now</span>}
              {version !== now && props.mayEdit && (
                <button
                  type="button"
                  disabled={restore.isPending}
                  onClick={() => restore.mutate({ params: { id }, body: { version: now, to: version } })}
                >
                  Take back version {version}
                </button>
              )}
            </header>
            <DiffView diff={diff} />
            <small>
              Keyword: <bdi>{trigger_keyword ?? 'none'}</bdi>. When to use it: <bdi>{when_to_use ?? 'not said'}</bdi>
            </small>
          </li>
        ))}
      </ol>
    </section>
  );
}
