import { type ReactNode, useEffect } from 'react';

/** A page: its title, what stands beside it, and what it shows. */
export function Page({ title, beside, children }: { title: string; beside?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Goldsmith`;
  }, [title]);
  return (
    <>
      <div className="page-head">
        <h1>{title}</h1>
        {beside}
      </div>
      {children}
    </>
  );
}
