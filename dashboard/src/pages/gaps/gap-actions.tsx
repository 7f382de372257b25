import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useMayEdit } from '../../shell/use-session.ts';

/** What an editor can do about a gap. */
export function GapActions(props: { question: string; language: string | null; children: ReactNode }) {
  const { question, language, children } = props;
  const [address] = useSearchParams();
  if (!useMayEdit()) return null;
  const kind = address.get('kind');
  const adding = new URLSearchParams({ ...(kind && { kind }), add: question, ...(language && { language }) });
  return (
    <span className="actions gap-actions">
      {children}
      <Link to={`?${adding}`}>Add knowledge</Link>
    </span>
  );
}
