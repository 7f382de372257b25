import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 take every object for short-lived at first. Where a hundred requests reach a server that was at rest, all they make
 * outlives the first collections of the still small young generation; V8 takes what is made in those places for long-lived from then
 * on, and each request leaves garbage in the old generation: 90 MB a second at 20,000 hits, where it is 4, and collections that hold
 * up everything for 50 ms (Clifford et al., "Memento Mori: Dynamic Allocation-Site-Based Optimizations", ISMM 2015; the flag turns
 * that optimisation off). For a process that serves; it holds for the whole process.
 */
export function expectShortLivedObjects(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
