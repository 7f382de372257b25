import { getSession } from 'desk-api/session.ts';
import { useContext } from 'react';
import { keepCsrfToken } from '../api/call.ts';
import { useEndpoint } from '../api/use-endpoint.ts';
import { WhoContext } from '../api/who.ts';

/** A server that is away is asked so often whether it is there again. */
const AWAY_MS = 3_000;

/** Who is signed in, as far as it is known. */
export function useSession() {
  const asked = useEndpoint(
    getSession,
    {},
    { retry: false, refetchInterval: ({ state }) => state.error !== null && AWAY_MS },
  );
  if (asked.data?.name) keepCsrfToken(asked.data.csrf_token);
  return asked;
}

/** Whether for whom the page is may change things. */
export function useMayEdit(): boolean {
  return useContext(WhoContext).person?.role === 'editor';
}
