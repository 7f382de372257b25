import { type RefObject, useEffect } from 'react';

/**
 * Keeps the focus near where it was when what held it goes away or is switched off, as a button does that was pressed: else who works
 * by keyboard begins at the top of the page again. It goes to the innermost part around it that can take it.
 * @param place within which that is done, there from the first; it can take the focus itself.
 */
export function useKeptFocus(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let around: HTMLElement[] = [];
    const note = ({ target }: Event) => {
      around = target instanceof Node && element.contains(target) ? partsAround(target, element) : [];
    };
    const look = new MutationObserver(() => {
      const now = document.activeElement;
      const isLost = now === null || now === document.body || now.matches(':disabled');
      if (isLost && around.length > 0) around.find((part) => part.isConnected)?.focus({ preventScroll: true });
    });
    look.observe(element, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
    for (const event of ['focusin', 'pointerdown']) document.addEventListener(event, note);
    return () => {
      look.disconnect();
      for (const event of ['focusin', 'pointerdown']) document.removeEventListener(event, note);
    };
  }, [place]);
}

/** From within outwards. */
function partsAround(from: Node, outermost: HTMLElement): HTMLElement[] {
  const parts: HTMLElement[] = [];
  for (let at = from.parentElement; at && at !== outermost.parentElement; at = at.parentElement)
    if (at.hasAttribute('tabindex')) parts.push(at);
  return parts;
}
