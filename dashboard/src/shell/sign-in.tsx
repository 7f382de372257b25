import { useQueryClient } from '@tanstack/react-query';
import { getSession, signIn } from 'desk-api/session.ts';
import { type FormEvent, useEffect, useRef } from 'react';
import { useChange } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';

/** Asks for a token and a name. */
export function SignIn() {
  const enter = useChange(signIn);
  const first = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  // What one person was shown is not there for the next.
  useEffect(() => client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== getSession.path }), [client]);
  useEffect(() => {
    document.title = 'Sign in · Goldsmith';
    first.current?.focus();
  }, []);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    enter.mutate({ body: { token: String(given.get('token')), name: String(given.get('name')) } });
  };
  return (
    <main className="alone">
      <h1>Goldsmith</h1>
      <form onSubmit={onSubmit} className="fields">
        <label>
          Your name
          <input ref={first} name="name" autoComplete="name" maxLength={80} required />
          <small>Stands beside every change that you make.</small>
        </label>
        <label>
          Token
          <input name="token" type="password" autoComplete="current-password" required />
          <small>What GOLDSMITH_ADMIN_TOKEN or GOLDSMITH_READER_TOKEN is set to on the server.</small>
        </label>
        {enter.error && <ErrorNotice error={enter.error} />}
        <button type="submit" className="main" disabled={enter.isPending}>
          Sign in
        </button>
      </form>
    </main>
  );
}
