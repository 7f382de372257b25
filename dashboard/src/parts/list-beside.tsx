import { type ReactNode, useEffect, useRef } from 'react';
import './list-beside.css';

/** Marks the link of a list that leads to one of its things, for {@link ListBeside}. */
export function leadsTo(id: number): { 'data-leads-to': number } {
  return { 'data-leads-to': id };
}

/**
 * A list, and beside it the one of its things that was chosen; on a phone either of them. What is chosen gets the focus; when it is
 * closed, the link that leads to it does.
 */
export function ListBeside(props: {
  list: ReactNode;
  /** What is shown of the chosen thing. */
  one: ReactNode;
  /** Its name for those who hear the page. */
  label: string;
  /** Which thing somebody has chosen. */
  chosen: number | undefined;
}) {
  const place = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  // What the address opens by itself takes the focus from nobody.
  const before = useRef(props.chosen);
  const { chosen } = props;
  useEffect(() => {
    const link = () => list.current?.querySelector<HTMLElement>(`[data-leads-to="${before.current}"]`);
    if (chosen === before.current) return;
    if (chosen !== undefined) place.current?.focus({ preventScroll: true });
    else (link() ?? list.current)?.focus();
    before.current = chosen;
  }, [chosen]);
  return (
    <div className={`list-beside${chosen === undefined ? '' : ' chosen'}${props.one ? ' both' : ''}`}>
      <div ref={list} className="list" tabIndex={-1}>
        {props.list}
      </div>
      {props.one && (
        <section ref={place} className="one" aria-label={props.label} tabIndex={-1}>
          {props.one}
        </section>
      )}
    </div>
  );
}
