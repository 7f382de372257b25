/** What stands for itself in a shell. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** The command line of some words, with quotes where one needs them: `splitCommand` gives the words again. */
export function joinCommand(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
