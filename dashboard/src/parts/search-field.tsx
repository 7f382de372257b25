import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useShortcut } from '../shell/shortcuts.ts';

/** What is typed is searched for once nothing more has been typed for so long. */
const PAUSE_MS = 300;

/** Searches a list for what is typed: after a short pause, or by Enter at once. The key `/` leads to it. */
export function SearchField(props: {
  label: string;
  /** What the list is searched for now. Where that changes from outside, as by the way back, the field follows. */
  value: string;
  onSearch: (words: string) => void;
}) {
  const { label, value } = props;
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search', () => field.current?.focus());
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const [sent, setSent] = useState(value);
  if (value !== seen) {
    setSeen(value);
    // What comes back of one's own search changes nothing: more may have been typed meanwhile.
    if (value !== sent) {
      setSent(value);
      setTyped(value);
    }
  }
  const words = typed.trim();
  const search = useEffectEvent(() => {
    setSent(words);
    props.onSearch(words);
  });
  useEffect(() => {
    if (words === sent) return;
    const pause = setTimeout(search, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [words, sent]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    setSent(words);
    props.onSearch(words);
  };
  return (
    <label>
      {label}
      <input
        ref={field}
        type="search"
        maxLength={200}
        dir="auto"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}
