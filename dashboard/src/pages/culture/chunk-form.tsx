import { type CulturalChunk, editCulture } from 'desk-api/culture.ts';
import { type FormEvent, useRef, useState } from 'react';
import { useChange } from '../../api/use-endpoint.ts';
import { useShortcut } from '../../shell/shortcuts.ts';
import { mayDiscard, useUnsaved } from '../../shell/unsaved.ts';
import { ChunkConflict, conflictOf } from './chunk-conflict.tsx';

/** What somebody is writing, and which version he has seen when he began. */
interface Draft {
  version: number;
  content: string;
  trigger_keyword: string;
  when_to_use: string;
  held: boolean;
}

/** Changes a chunk. Until something is typed it shows what stands there; from then on what is typed stays, whoever else saves. */
export function ChunkForm({ chunk, onTakeTheirs }: { chunk: CulturalChunk; onTakeTheirs: () => void }) {
  const [draft, setDraft] = useState<Draft>();
  const text = useRef<HTMLTextAreaElement>(null);
  const save = useChange(editCulture);
  useShortcut('e', 'Edit the text', () => text.current?.focus());
  const shown = draft ?? asDraft(chunk);
  useUnsaved(draft !== undefined);
  // Who edits a text wants it to stay; only the box itself says otherwise.
  const change = (part: Partial<Draft>) => setDraft({ ...shown, ...(!draft && { held: true }), ...part });
  const send = (version: number) =>
    save.mutate({ params: { id: chunk.id }, body: { ...shown, version } }, { onSuccess: () => setDraft(undefined) });
  // Who was shown what somebody else has saved meanwhile saves over that.
  const seen = conflictOf(save.error)?.version;
  const drop = () => {
    setDraft(undefined);
    save.reset();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send(seen ?? shown.version);
  };
  return (
    <form className="chunk-form fields" aria-label="The chunk" onSubmit={onSubmit}>
      <label>
        What the model is told
        <textarea
          ref={text}
          required
          maxLength={2000}
          dir="auto"
          value={shown.content}
          onChange={(event) => change({ content: event.target.value })}
        />
      </label>
      <label>
        Keyword that calls for it in any message
        <input
          maxLength={300}
          dir="auto"
          value={shown.trigger_keyword}
          onChange={(event) => change({ trigger_keyword: event.target.value })}
        />
      </label>
      <label>
        When to use it; the model is told this, too
        <input
          maxLength={300}
          dir="auto"
          value={shown.when_to_use}
          onChange={(event) => change({ when_to_use: event.target.value })}
        />
      </label>
      <label className="check">
        <span>
          <input type="checkbox" checked={shown.held} onChange={(event) => change({ held: event.target.checked })} /> no
          night rewrites it
        </span>
      </label>
      {save.error && (
        <ChunkConflict
          error={save.error}
          onTakeTheirs={() => {
            drop();
            onTakeTheirs();
          }}
          onSaveMine={() => send(seen ?? shown.version)}
        />
      )}
      <div className="buttons">
        <button type="submit" className="main" disabled={!draft || save.isPending}>
          {save.isPending ? 'Saving …' : seen === undefined ? 'Save' : 'Save over it'}
        </button>
        {draft && (
          <button type="button" onClick={() => mayDiscard() && drop()}>
            Discard
          </button>
        )}
      </div>
    </form>
  );
}

function asDraft({ version, content, trigger_keyword, when_to_use, held }: CulturalChunk): Draft {
  return { version, content, trigger_keyword: trigger_keyword ?? '', when_to_use: when_to_use ?? '', held };
}
