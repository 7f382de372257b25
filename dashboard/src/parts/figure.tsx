import type { ReactNode } from 'react';
import { Link } from 'react-router';

/** One number, what it says, and the way to the rows behind it. */
export function Figure(props: { label: string; value: string; to: string; children?: ReactNode }) {
  return (
    <div className="figure">
      <dt>{props.label}</dt>
      <dd>
        <Link to={props.to}>{props.value}</Link>
        {props.children && <small>{props.children}</small>}
      </dd>
    </div>
  );
}
