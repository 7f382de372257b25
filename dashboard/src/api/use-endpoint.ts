import { keepPreviousData, type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Endpoint, EndpointAnswer, EndpointInput } from 'desk-api/endpoint.ts';
import { call } from './call.ts';

/** When to ask again. */
export interface AskOptions {
  /** Milliseconds. */
  refetchInterval?: number;
  enabled?: boolean;
}

/** What an endpoint says; what it said before stays until it says something new. */
export function useEndpoint<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  options: AskOptions = {},
): UseQueryResult<EndpointAnswer<E>> {
  return useQuery({
    queryKey: [endpoint.path, input],
    queryFn: ({ signal }) => call(endpoint, input, signal),
    placeholderData: keepPreviousData,
    ...options,
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
