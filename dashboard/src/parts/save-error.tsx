import { othersChange } from 'desk-api/shown-answer.ts';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import { ApiError } from '../api/call.ts';
import { AnswerText } from './answer-text.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { moment } from './in-words.ts';

/** What somebody else has made of an answer meanwhile. */
export type OthersChange = z.output<typeof othersChange>;

/** What somebody else was quicker with, if that is why a save was refused. */
export function othersChangeOf(error: Error | null): OthersChange | undefined {
  if (!(error instanceof ApiError) || error.code !== 'conflict') return undefined;
  return othersChange.safeParse((error.details as { current?: unknown } | undefined)?.current).data;
}

/** Why a save was refused; where somebody else was quicker, what stands there now, and what can be done about it. */
export function SaveError({ error, children }: { error: Error; children: (current: OthersChange) => ReactNode }) {
  const current = othersChangeOf(error);
  if (!current) return <ErrorNotice error={error} />;
  return (
    <section role="alert" className="notice bad" aria-label="Changed meanwhile">
      <p>
        <strong>
          <bdi>{current.person ?? 'A night'}</bdi> was quicker:
        </strong>{' '}
        {current.change} at {moment(current.at)} UTC. Nothing of yours was saved. This stands there now:
      </p>
      <p>
        <bdi>{current.question}</bdi>
      </p>
      <AnswerText text={current.answer} />
      <div className="actions">{children(current)}</div>
    </section>
  );
}
