import type { Gaps } from 'desk-api/gaps.ts';
import { Link } from 'react-router';
import { count } from '../../parts/in-words.ts';

type GapKind = keyof Gaps['totals'];

const KINDS: Record<GapKind, string> = { unanswered: 'Without an answer', near: 'Near misses', stale: 'Stale answers' };

/** Whether an address names a kind of gap. */
export function isGapKind(name: string): name is GapKind {
  return name in KINDS;
}

/** The kinds of gaps, and how many there are of each. */
export function GapKinds({ kind, totals }: { kind: GapKind; totals: Gaps['totals'] }) {
  return (
    <nav className="kinds" aria-label="Kinds of gaps">
      {(Object.keys(KINDS) as GapKind[]).map((one) => (
        <Link key={one} to={`?kind=${one}`} aria-current={one === kind ? 'page' : undefined}>
          {KINDS[one]} <span>{count(totals[one])}</span>
        </Link>
      ))}
    </nav>
  );
}
