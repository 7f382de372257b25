import {
  keepPreviousData,
  type Query,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { Endpoint, EndpointAnswer, EndpointInput } from 'desk-api/endpoint.ts';
import { useContext } from 'react';
import { call } from './call.ts';
import { WhoContext } from './who.ts';

/** When to ask again. */
export interface AskOptions {
  /** Milliseconds; false where not by itself. */
  // biome-ignore lint/suspicious/noExplicitAny: what was read, whatever it is.
  refetchInterval?: number | ((query: Query<any>) => number | false);
  enabled?: boolean;
  /** False: what is asked for again by itself is tried once. */
  retry?: false;
}

/** What an endpoint says; what it said before stays until it says something new. */
export function useEndpoint<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  options: AskOptions = {},
): UseQueryResult<EndpointAnswer<E>> {
  const { isSignedIn } = useContext(WhoContext);
  return useQuery({
    queryKey: [endpoint.path, input],
    queryFn: ({ signal }) => call(endpoint, input, signal),
    placeholderData: keepPreviousData,
    ...options,
    enabled: isSignedIn && (options.enabled ?? true),
  });
}

/**
 * A change. When it has come through, what stands on the page is read anew.
 * @param touches the paths of the endpoints that say something else from then on; without it, all.
 */
export function useChange<E extends Endpoint>(endpoint: E, touches?: readonly string[]) {
  const client = useQueryClient();
  return useMutation<EndpointAnswer<E>, Error, EndpointInput<E>>({
    mutationFn: (input) => call(endpoint, input),
    onSuccess: async () => {
      if (!touches) await client.invalidateQueries();
      for (const path of touches ?? []) await client.invalidateQueries({ queryKey: [path] });
    },
  });
}
