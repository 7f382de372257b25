import { useEffect, useLayoutEffect, useRef } from 'react';
import { SignIn } from './sign-in.tsx';

/** Asks somebody whose session has ended to sign in again, on top of the page. The focus is given back afterwards. */
export function SignInDialog({ name }: { name: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const before = useRef<Element>(null);
  useLayoutEffect(() => {
    // Another dialog that is open, such as the list of keys, would be in the way.
    for (const open of document.querySelectorAll('dialog[open]')) if (open !== dialog.current) close(open);
    before.current = document.activeElement;
    dialog.current?.showModal();
  }, []);
  // Only once the page can take the focus again.
  useEffect(() => () => (before.current as HTMLElement | null)?.focus?.({ preventScroll: true }), []);
  const open = () => dialog.current?.isConnected && !dialog.current.open && dialog.current.showModal();
  return (
    <dialog
      ref={dialog}
      className="sign-in"
      aria-labelledby="sign-in-title"
      // There is no way around it, Escape neither.
      closedby="none"
      onCancel={(event) => event.preventDefault()}
      onClose={open}
    >
      <h1 id="sign-in-title">Sign in again</h1>
      <p>Your session has ended. What you have written is still there.</p>
      <SignIn name={name} />
    </dialog>
  );
}

function close(open: Element): void {
  (open as HTMLDialogElement).close();
}
