import { getSession, signOut } from 'desk-api/session.ts';
import { useRef } from 'react';
import { Outlet, ScrollRestoration } from 'react-router';
import { ApiError } from '../api/call.ts';
import { useChange } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { Navigation } from './navigation.tsx';
import { SignIn } from './sign-in.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import { useSession } from './use-session.ts';

/** What stands around every page; and before it, the way in. */
export function Shell() {
  const session = useSession();
  const page = useRef<HTMLElement>(null);
  useKeptFocus(page);
  if (session.error instanceof ApiError && session.error.status === 401) return <SignIn />;
  if (session.error)
    return (
      <main className="alone">
        <h1>Goldsmith</h1>
        <ErrorNotice error={session.error} />
      </main>
    );
  if (!session.data) return null;
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header>
        <span className="brand">Goldsmith</span>
        <Navigation />
        <Tools name={session.data.name} role={session.data.role} canSignOut={session.data.can_sign_out} />
      </header>
      <main id="page" ref={page} tabIndex={-1}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </div>
  );
}

function Tools({ name, role, canSignOut }: { name: string; role: string; canSignOut: boolean }) {
  // The session alone: whatever else would be asked for is refused from now on.
  const leave = useChange(signOut, [getSession.path]);
  return (
    <div className="tools">
      <span className="who" title={`${name}, signed in as ${role}`}>
        <bdi>{name}</bdi> <small>{role}</small>
      </span>
      <ThemeSwitch />
      <KeyboardHelp />
      {canSignOut && (
        <button type="button" className="quiet" onClick={() => leave.mutate({})}>
          Sign out
        </button>
      )}
    </div>
  );
}
