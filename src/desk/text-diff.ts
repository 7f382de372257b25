import { diffWordsWithSpace } from 'diff';

/** A piece of two texts: in both, in the old one only, or in the new one only. */
export interface DiffPiece {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** Longer texts are shown whole: comparing them takes too long while somebody waits. */
const LONGEST = 20_000;

/** What is different between two texts, word by word; all pieces but the added ones make the old text, all but the removed the new. */
export function textDiff(old: string, now: string): DiffPiece[] {
  if (old === now) return old === '' ? [] : [{ kind: 'same', text: old }];
  const pieces =
    Math.max(old.length, now.length) <= LONGEST ? diffWordsWithSpace(old, now, { timeout: 200 }) : undefined;
  if (!pieces) {
    const whole: DiffPiece[] = [
      { kind: 'removed', text: old },
      { kind: 'added', text: now },
    ];
    return whole.filter(({ text }) => text !== '');
  }
  return pieces.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}
