import { useEffect, useRef, useState } from 'react';
import { knownShortcuts, listenToKeys, type Shortcut, useShortcut } from './shortcuts.ts';

/** Shows which keys do what: by `?`, or the button. */
export function KeyboardHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [shortcuts, setShortcuts] = useState<Shortcut[]>([]);
  const show = () => {
    setShortcuts(knownShortcuts());
    dialog.current?.showModal();
  };
  useEffect(listenToKeys, []);
  useShortcut('?', 'Show these keys', show);
  return (
    <>
      <button type="button" className="quiet" onClick={show} aria-haspopup="dialog">
        Keys <kbd>?</kbd>
      </button>
      <dialog ref={dialog} aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <dl className="keys">
          {shortcuts.map(({ keys, label }) => (
            <div key={keys}>
              <dt>
                {keys.split(' ').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{label}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}
