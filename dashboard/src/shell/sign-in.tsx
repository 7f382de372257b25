import { signIn } from 'desk-api/session.ts';
import { type FormEvent, useEffect, useRef } from 'react';
import { useChange } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';

/**
 * Asks for a token and a name.
 * @param name who is expected.
 */
export function SignIn({ name = '' }: { name?: string }) {
  const enter = useChange(signIn);
  const first = useRef<HTMLInputElement>(null);
  const token = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const title = document.title;
    document.title = 'Sign in · Goldsmith';
    (name ? token : first).current?.focus();
    return () => {
      document.title = title;
    };
  }, [name]);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    enter.mutate({ body: { token: String(given.get('token')), name: String(given.get('name')) } });
  };
  return (
    <form onSubmit={onSubmit} className="fields">
      <label>
        Your name
        <input ref={first} name="name" autoComplete="name" maxLength={80} required defaultValue={name} />
        <small>Stands beside every change that you make.</small>
      </label>
      <label>
        Token
        <input ref={token} name="token" type="password" autoComplete="current-password" required />
        <small>What GOLDSMITH_ADMIN_TOKEN or GOLDSMITH_READER_TOKEN is set to on the server.</small>
      </label>
      {enter.error && <ErrorNotice error={enter.error} />}
      <button type="submit" className="main" disabled={enter.isPending}>
        Sign in
      </button>
    </form>
  );
}
