/**
 * What a spreadsheet would take for a formula, and what only looks as if it had been kept from that, gets an apostrophe; reading
 * takes it away (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const FORMULA = /^'*[=+\-@\t\r]/;
const KEPT_FORMULA = /^'+[=+\-@\t\r]/;

/** A text as a cell of a CSV file. */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** The text of a cell. */
export function cellText(cell: string): string {
  return KEPT_FORMULA.test(cell) ? cell.slice(1) : cell;
}

/** A phrasing a line, as people would write them; where that would not come back as it was, JSON. */
export function phrasingsCell(phrasings: readonly string[]): string {
  const isPlain =
    phrasings.every((text) => !/[\r\n]/.test(text) && text.trim() === text) && !phrasings[0]?.startsWith('[');
  return isPlain ? phrasings.join('\n') : JSON.stringify(phrasings);
}

/** What stands in a cell of phrasings: a line each, or JSON; unchecked. */
export function readPhrasings(cell: string): unknown {
  if (cell.startsWith('[')) {
    try {
      return JSON.parse(cell);
    } catch {
      // A phrasing may begin with a bracket.
    }
  }
  return cell
    .split(/\r?\n/)
    .map((text) => text.trim())
    .filter(Boolean);
}

/** Yes or no as a cell; empty where neither is said. */
export function yesOrNo(is: boolean | undefined): string {
  return is === undefined ? '' : is ? 'yes' : 'no';
}

/**
 * Yes or no from a cell; undefined for an empty one.
 * @throws Error naming the column, for anything else.
 */
export function readYesOrNo(name: string, cell: string): boolean | undefined {
  if (!['', 'yes', 'no'].includes(cell)) throw new Error(`${name}: must be yes or no`);
  return cell === '' ? undefined : cell === 'yes';
}
