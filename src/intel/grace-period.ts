/**
 * A signal that is aborted some time after another one, with its reason: what is under way may end until then.
 * @param graceMs how long after, milliseconds.
 */
export function afterGrace(signal: AbortSignal | undefined, graceMs: number): { signal: AbortSignal; end(): void } {
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => later.abort(signal?.reason), graceMs);
  };
  if (signal?.aborted) begin();
  else signal?.addEventListener('abort', begin, { once: true });
  return {
    signal: later.signal,
    end() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', begin);
    },
  };
}
