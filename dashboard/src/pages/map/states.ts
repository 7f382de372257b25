import type { MapState } from 'desk-api/map.ts';

/** What the states are called, the colour each has, and its shape for those who do not see the colour. */
export const STATES: Record<MapState, { name: string; colour: string; shape: 'disc' | 'square' | 'diamond' | 'ring' }> =
  {
    answered: { name: 'answered', colour: '--good', shape: 'disc' },
    draft: { name: 'draft', colour: '--gold', shape: 'square' },
    gap: { name: 'gap', colour: '--bad', shape: 'diamond' },
    withheld: { name: 'paused or dismissed', colour: '--ink-soft', shape: 'square' },
    outlier: { name: 'outlier', colour: '--ink-soft', shape: 'ring' },
  };

export const STATE_NAMES = Object.keys(STATES) as MapState[];
