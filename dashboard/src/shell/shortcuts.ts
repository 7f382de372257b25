import { useLayoutEffect, useRef } from 'react';

/** A key, or two after each other, and what they do. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names it, such as `?` or `g o`. */
  keys: string;
  /** What it does, for the help. */
  label: string;
}

interface KnownShortcut extends Shortcut {
  act: () => void;
}

/** Two keys belong together within so many milliseconds. */
const TOGETHER_MS = 1_000;

const known = new Set<KnownShortcut>();
let first: { key: string; at: number } | undefined;

/** Does something at a key as long as the component is there. Not while somebody writes in a field, nor with Ctrl, Alt or Meta. */
export function useShortcut(keys: string, label: string, act: () => void, enabled = true): void {
  const latest = useRef(act);
  latest.current = act;
  // Before it is painted: what can be seen can be pressed.
  useLayoutEffect(() => {
    if (!enabled) return;
    const shortcut = { keys, label, act: () => latest.current() };
    known.add(shortcut);
    return () => {
      known.delete(shortcut);
    };
  }, [keys, label, enabled]);
}

/** Those that there are now, for the help. */
export function knownShortcuts(): Shortcut[] {
  return [...known];
}

/** Listens to the keys of the whole page. */
export function listenToKeys(): () => void {
  const onKey = (event: KeyboardEvent) => {
    // A key that is held is pressed once: what it does next would be done to what nobody has looked at.
    if (
      event.repeat ||
      event.ctrlKey ||
      event.altKey ||
      event.metaKey ||
      event.defaultPrevented ||
      isWriting(event.target)
    )
      return;
    // An open dialog has the keys to itself.
    if (document.querySelector('dialog[open]')) return;
    const before = first && event.timeStamp - first.at < TOGETHER_MS ? `${first.key} ` : '';
    const all = [...known];
    const hit = all.find(({ keys }) => keys === before + event.key) ?? all.find(({ keys }) => keys === event.key);
    first = hit ? undefined : { key: event.key, at: event.timeStamp };
    if (!hit) return;
    event.preventDefault();
    hit.act();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
