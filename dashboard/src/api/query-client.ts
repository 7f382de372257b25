import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './call.ts';

const SESSION = '/session';

/** Answers that say something about the session: the server is away, nobody is signed in, or somebody else is. */
const ABOUT_SESSION = [0, 401, 403, 503];

/** What was read from the server. Where the session may have ended, it is asked after: the shell shows the way back in. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      if (queryKey[0] !== SESSION) askAfterSession(error);
    },
  }),
  mutationCache: new MutationCache({ onError: askAfterSession }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (times, error) => times < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
      // The server may be on this machine, which answers without a network.
      networkMode: 'always',
      refetchOnReconnect: true,
    },
    mutations: { networkMode: 'always' },
  },
});

function askAfterSession(error: Error): void {
  if (error instanceof ApiError && ABOUT_SESSION.includes(error.status))
    queryClient.invalidateQueries({ queryKey: [SESSION] });
}
