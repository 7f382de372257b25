import type { textDiff } from 'desk-api/shown-answer.ts';
import type { z } from 'zod';
import './diff-view.css';

const ELEMENTS = { same: 'span', removed: 'del', added: 'ins' } as const;

/** Two texts in one: what is gone is struck through, what is new is underlined. Colour says it again. */
export function DiffView({ diff }: { diff: z.output<typeof textDiff> }) {
  return (
    <div className="diff" dir="auto">
      {diff.map(({ kind, text }, i) => {
        const Element = ELEMENTS[kind];
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place, and never move.
        return <Element key={i}>{text}</Element>;
      })}
    </div>
  );
}
