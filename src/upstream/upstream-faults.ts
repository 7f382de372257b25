/** What can go wrong with an upstream's answer. */
export type UpstreamFault = 'unreachable' | 'stalled' | 'cut' | 'rate-limited' | 'server-error' | 'unreadable';

/** How often each has happened since the start. */
export type FaultCounts = Record<UpstreamFault, number>;

/** None so far. */
export function noFaults(): FaultCounts {
  return { unreachable: 0, stalled: 0, cut: 0, 'rate-limited': 0, 'server-error': 0, unreadable: 0 };
}

/** The fault that a status tells of. */
export function faultOfStatus(status: number): UpstreamFault | undefined {
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'server-error' : undefined;
}
