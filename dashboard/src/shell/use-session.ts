import { getSession } from 'desk-api/session.ts';
import { keepCsrfToken } from '../api/call.ts';
import { useEndpoint } from '../api/use-endpoint.ts';

/** Who is signed in, as far as it is known. */
export function useSession() {
  const asked = useEndpoint(getSession, {});
  if (asked.data) keepCsrfToken(asked.data.csrf_token);
  return asked;
}

/** Whether who is signed in may change things. */
export function useMayEdit(): boolean {
  return useEndpoint(getSession, {}).data?.role === 'editor';
}
