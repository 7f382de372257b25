import type { ReactNode } from 'react';

/** Pages, and ways to write or call. */
const HARMLESS = /^(https?:\/\/|mailto:|tel:)/i;

/** A link to elsewhere; what is no such address, as a script, leads nowhere. */
export function WebLink({ url, children }: { url: string | null; children: ReactNode }) {
  if (url === null || !HARMLESS.test(url)) return children;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}
