/** What a shell would act upon: passed on as it stands, it would do something else than its writer meant. */
const FOR_A_SHELL = /[|&;<>()$`*?[]/;

/** The same where a word begins. */
const FOR_A_SHELL_AT_FIRST = /[~#]/;

const EXPANDED_IN_DOUBLE_QUOTES = /[$`]/;
const ESCAPED_IN_DOUBLE_QUOTES = /["\\$`]/;

/**
 * The words of a command line, with the quotes and backslashes of a POSIX shell, and nothing else of one
 * (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02). No shell takes part: signals reach
 * the command itself, and its exit code is its own.
 * @throws Error saying what is wrong.
 */
export function splitCommand(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  if (line.includes('\0')) throw new Error('it holds a NUL character');
  for (let i = 0; i < line.length; i++) {
    const character = line[i];
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'" || character === '"') {
      const quoted = readQuoted(line, i);
      word = (word ?? '') + quoted.text;
      i = quoted.end;
    } else if (character === '\\') {
      if (++i === line.length) throw new Error('it ends with a backslash');
      word = (word ?? '') + line[i];
    } else {
      if (FOR_A_SHELL.test(character) || (word === undefined && FOR_A_SHELL_AT_FIRST.test(character)))
        throw forAShell(character);
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  if (!words[0]) throw new Error('it names no command');
  if (/^\w+=/.test(words[0]))
    throw new Error(`to set a variable write env ${words[0].split('=')[0]}=... and the command`);
  return words;
}

function readQuoted(line: string, start: number): { text: string; end: number } {
  const quote = line[start];
  let text = '';
  for (let i = start + 1; i < line.length; i++) {
    if (line[i] === quote) return { text, end: i };
    const isEscape = quote === '"' && line[i] === '\\' && ESCAPED_IN_DOUBLE_QUOTES.test(line[i + 1] ?? '');
    if (isEscape) i++;
    else if (quote === '"' && EXPANDED_IN_DOUBLE_QUOTES.test(line[i])) throw forAShell(line[i]);
    text += line[i];
  }
  throw new Error(`a quote ${quote} is not closed`);
}

function forAShell(character: string): Error {
  return new Error(`${character} is for a shell, and none takes part: put it in single quotes, or write sh -c '...'`);
}
