/** Turns the pages of a list that has the newest first. */
export function NewestOlder<Place>(props: {
  label: string;
  /** Where this page begins; undefined on the first. */
  before: Place | undefined;
  /** Where the next one does; null on the last. */
  next: Place | null;
  onTurn: (before: Place | undefined) => void;
}) {
  const { before, next, onTurn } = props;
  return (
    <nav className="pager" aria-label={props.label}>
      <button type="button" disabled={before === undefined} onClick={() => onTurn(undefined)}>
        Newest
      </button>
      <button type="button" disabled={next === null} onClick={() => onTurn(next ?? undefined)}>
        Older
      </button>
    </nav>
  );
}
