/** The search part of an address with some of its parameters changed; undefined takes one away. */
export function withParams(address: URLSearchParams, changed: Record<string, string | number | undefined>): string {
  const next = new URLSearchParams(address);
  for (const [name, value] of Object.entries(changed))
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, String(value));
  const search = next.toString();
  return search ? `?${search}` : '';
}
