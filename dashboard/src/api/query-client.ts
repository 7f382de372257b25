import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './call.ts';

/** What was read from the server. Who is signed out by it sees the way back in. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (error instanceof ApiError && error.status === 401 && query.queryKey[0] !== '/session')
        queryClient.invalidateQueries({ queryKey: ['/session'] });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (times, error) => times < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
    },
  },
});
