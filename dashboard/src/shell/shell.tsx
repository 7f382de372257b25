import { useQueryClient } from '@tanstack/react-query';
import { type Session, signOut } from 'desk-api/session.ts';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Outlet, ScrollRestoration } from 'react-router';
import { useChange } from '../api/use-endpoint.ts';
import { type Who, WhoContext } from '../api/who.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { Navigation } from './navigation.tsx';
import { SignIn } from './sign-in.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { forgetUnsaved, mayDiscard } from './unsaved.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { useLeaveGuard } from './use-leave-guard.ts';
import { useSession } from './use-session.ts';

/**
 * What stands around every page; and before it, the way in. A page that was opened stays, with all that is written in it, while the
 * server is away and while a session that has ended is renewed.
 */
export function Shell() {
  const session = useSession();
  const person = usePerson(session.data);
  const isSignedIn = person !== undefined && session.data?.name === person.name;
  const who = useMemo(() => person && { person, isSignedIn }, [person, isSignedIn]);
  if (who) return <Framed who={who} error={session.error} />;
  if (session.data)
    return (
      <Alone>
        <SignIn />
      </Alone>
    );
  return (
    session.error && (
      <Alone>
        <ErrorNotice error={session.error} />
      </Alone>
    )
  );
}

/** Who is signed in, or was until their session ended. For anybody else the page is loaded anew: they see nothing of the one before. */
function usePerson(told: { name: null } | Session | undefined): Session | undefined {
  const [person, setPerson] = useState<Session>();
  const isAnother = person !== undefined && typeof told?.name === 'string' && told.name !== person.name;
  if (told?.name && told !== person && !isAnother) setPerson(told);
  useEffect(() => {
    if (isAnother) loadAnew();
  }, [isAnother]);
  return person;
}

function loadAnew(): void {
  forgetUnsaved();
  window.location.reload();
}

function Alone({ children }: { children: ReactNode }) {
  return (
    <main className="alone">
      <h1>Goldsmith</h1>
      {children}
    </main>
  );
}

function Framed({ who, error }: { who: Who & { person: Session }; error: Error | null }) {
  const { person, isSignedIn } = who;
  const page = useRef<HTMLElement>(null);
  useKeptFocus(page);
  useLeaveGuard();
  useReadAfter(error !== null);
  return (
    <WhoContext value={who}>
      {!isSignedIn && <SignInDialog name={person.name} />}
      <div className="shell" inert={!isSignedIn}>
        <a className="skip" href="#page">
          Skip to the page
        </a>
        <header>
          <span className="brand">Goldsmith</span>
          <Navigation />
          <Tools name={person.name} role={person.role} canSignOut={person.can_sign_out} />
        </header>
        <div role="status" className={error ? 'away' : undefined}>
          {error && `${error.message} What stands here is as it was; it is asked again by itself.`}
        </div>
        <main id="page" ref={page} tabIndex={-1}>
          <Outlet />
        </main>
        <ScrollRestoration />
      </div>
    </WhoContext>
  );
}

/** Reads everything anew once the server is there again. */
function useReadAfter(isAway: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    return isAway ? () => void client.invalidateQueries() : undefined;
  }, [isAway, client]);
}

function Tools({ name, role, canSignOut }: { name: string; role: string; canSignOut: boolean }) {
  // The page is loaded anew: whatever else would be asked for is refused from now on, and nothing of it is for the next.
  const leave = useChange(signOut, []);
  return (
    <div className="tools">
      <span className="who" title={`${name}, signed in as ${role}`}>
        <bdi>{name}</bdi> <small>{role}</small>
      </span>
      <ThemeSwitch />
      <KeyboardHelp />
      {canSignOut && (
        <button
          type="button"
          className="quiet"
          onClick={() => mayDiscard() && leave.mutate({}, { onSuccess: loadAnew })}
        >
          Sign out
        </button>
      )}
    </div>
  );
}
