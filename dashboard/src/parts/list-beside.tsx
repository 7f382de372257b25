import { type ReactNode, useEffect, useRef } from 'react';
import './list-beside.css';

/** A list, and beside it the one of its things that was chosen; on a phone either of them. */
export function ListBeside(props: {
  list: ReactNode;
  /** What is shown of the chosen thing. */
  one: ReactNode;
  /** Its name for those who hear the page. */
  label: string;
  /** Which thing somebody has chosen: it gets the focus when it changes. */
  chosen: number | undefined;
}) {
  const place = useRef<HTMLElement>(null);
  const { chosen } = props;
  useEffect(() => {
    if (chosen !== undefined) place.current?.focus({ preventScroll: true });
  }, [chosen]);
  return (
    <div className={`list-beside${chosen === undefined ? '' : ' chosen'}${props.one ? ' both' : ''}`}>
      <div className="list">{props.list}</div>
      {props.one && (
        <section ref={place} className="one" aria-label={props.label} tabIndex={-1}>
          {props.one}
        </section>
      )}
    </div>
  );
}
