import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice } from './error-notice.tsx';

/** Shows what was read once it is there; until then that it is being read, and an error in its place. */
export function Loaded<T>({ asked, children }: { asked: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (asked.data !== undefined)
    return (
      <>
        {asked.error && <ErrorNotice error={asked.error} />}
        {children(asked.data)}
      </>
    );
  if (asked.error) return <ErrorNotice error={asked.error} />;
  return (
    <p className="loading" role="status">
      Loading …
    </p>
  );
}
