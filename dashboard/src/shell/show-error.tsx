import { Link, useRouteError } from 'react-router';

/** In place of a page that cannot be shown. */
export function ShowError({ message }: { message?: string }) {
  const error = useRouteError();
  const reason = message ?? (error instanceof Error ? error.message : 'This page cannot be shown.');
  return (
    <section role="alert" className="notice bad">
      <p>{reason}</p>
      <p>
        <Link to="/">To the overview</Link>, or load the page anew.
      </p>
    </section>
  );
}
