/** Longer messages, in characters, are pasted documents, not questions that others ask in the same way: none is learned or looked up. */
export const LONGEST_QUESTION = 1_000;
