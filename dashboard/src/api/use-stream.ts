import type { Endpoint, EndpointAnswer, EndpointInput } from 'desk-api/endpoint.ts';
import { useContext, useEffect, useState } from 'react';
import { addressOf } from './call.ts';
import { WhoContext } from './who.ts';

/**
 * The newest event of a stream, checked; undefined before the first. The browser connects anew when the stream breaks off, but for
 * one that was refused: so nothing is asked for until somebody is signed in.
 */
export function useStream<E extends Endpoint>(endpoint: E, input: EndpointInput<E>): EndpointAnswer<E> | undefined {
  const [latest, setLatest] = useState<EndpointAnswer<E>>();
  const address = addressOf(endpoint, input);
  const { isSignedIn } = useContext(WhoContext);
  useEffect(() => {
    if (!isSignedIn) return;
    const stream = new EventSource(address);
    stream.onmessage = ({ data }) => {
      const parsed = endpoint.answer.safeParse(JSON.parse(data));
      if (parsed.success) setLatest(parsed.data as EndpointAnswer<E>);
    };
    return () => stream.close();
  }, [address, endpoint, isSignedIn]);
  return latest;
}
