import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { hasUnsaved, losesUnsaved, mayDiscard } from './unsaved.ts';

/** Asks before what somebody has written and not saved is lost by going elsewhere, back, or away from the desk. */
export function useLeaveGuard(): void {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => losesUnsaved(currentLocation, nextLocation) && !mayDiscard(),
  );
  // It was asked already: whoever stays may try to go again.
  useEffect(() => {
    if (blocker.state === 'blocked') blocker.reset();
  }, [blocker]);
  useEffect(() => {
    const onUnload = (event: BeforeUnloadEvent) => {
      if (hasUnsaved()) event.preventDefault();
    };
    window.addEventListener('beforeunload', onUnload);
    return () => window.removeEventListener('beforeunload', onUnload);
  }, []);
}
