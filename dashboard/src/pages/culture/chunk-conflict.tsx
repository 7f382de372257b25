import { type CulturalChunk, culturalChunk } from 'desk-api/culture.ts';
import { ApiError } from '../../api/call.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { moment } from '../../parts/in-words.ts';

/** What stands there now, if somebody else was quicker. */
export function conflictOf(error: Error | null): CulturalChunk | undefined {
  if (!(error instanceof ApiError) || error.code !== 'conflict') return undefined;
  return culturalChunk.safeParse((error.details as { current?: unknown } | undefined)?.current).data;
}

/** Why a chunk was not saved; where somebody else was quicker, what he wrote, and what can be done about it. */
export function ChunkConflict(props: { error: Error; onTakeTheirs: () => void; onSaveMine: () => void }) {
  const current = conflictOf(props.error);
  if (!current) return <ErrorNotice error={props.error} />;
  return (
    <section role="alert" className="notice bad" aria-label="Changed meanwhile">
      <p>
        <strong>
          <bdi>{current.changed_by ?? 'Somebody'}</bdi> was quicker
        </strong>
        {current.changed_at && `, at ${moment(current.changed_at)} UTC`}. Nothing of yours was saved. This stands there
        now:
      </p>
      <p>
        <bdi>{current.content}</bdi>
      </p>
      <p className="soft">
        Keyword: <bdi>{current.trigger_keyword ?? 'none'}</bdi>. When to use it:{' '}
        <bdi>{current.when_to_use ?? 'not said'}</bdi>
      </p>
      <div className="buttons">
        <button type="button" onClick={props.onTakeTheirs}>
          Keep theirs
        </button>
        <button type="button" onClick={props.onSaveMine}>
          Save mine over it
        </button>
      </div>
    </section>
  );
}
