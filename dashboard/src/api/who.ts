import type { Session } from 'desk-api/session.ts';
import { createContext } from 'react';

/** For whom the page is. */
export interface Who {
  /** Who is signed in, or was until just now; undefined outside the shell. */
  person: Session | undefined;
  /** False while they have to sign in again: until then nothing is asked for. */
  isSignedIn: boolean;
}

/** Told by the shell to every page. What the shell asks for itself stands outside. */
export const WhoContext = createContext<Who>({ person: undefined, isSignedIn: true });
