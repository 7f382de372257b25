import type { AnswerSource } from './golden-answer.ts';

/**
 * The sources of an answer that a person says holds as things are now: each rests on what stands in its place now; where nothing
 * does, it is named and no longer looked after.
 * @param present of each source the hash of what stands in its place now, undefined where that is not known.
 */
export function anchorSources(
  sources: readonly AnswerSource[],
  present: readonly { contentHash: string | undefined }[],
): AnswerSource[] {
  return sources.map(({ contentHash: _, store, id, ...named }, i) => {
    const contentHash = present[i].contentHash;
    // What another store holds now only a night can tell.
    return contentHash === undefined || store !== undefined ? named : { ...named, contentHash };
  });
}
