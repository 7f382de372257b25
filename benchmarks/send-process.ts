/** A process that sends requests to a server, one after another as it is told to, and says what came back. */
import type { HostileRequest } from './hostile-requests.ts';

/** A request for this process. */
export type Sent = HostileRequest & { url: string };

/** What came back. */
export interface Received {
  status: number;
  /** `x-goldsmith` and its reason, or the error's code. */
  told: string;
  bytes: number;
}

process.on('message', async ({ url, path, body }: Sent) => {
  const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const text = await response.text();
  const outcome = ['x-goldsmith', 'x-goldsmith-reason'].map((name) => response.headers.get(name)).filter(Boolean);
  const told = outcome.join(' ') || (/"code":"([^"]*)"/.exec(text)?.[1] ?? '');
  process.send?.({ status: response.status, told, bytes: text.length } satisfies Received);
});
process.send?.('ready');
