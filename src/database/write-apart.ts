/**
 * Writes rows together; where one of them cannot be stored, in halves, so that that one alone is lost.
 * @param lose is told of each row that is lost.
 * @throws what is no row's fault: then all rows may be tried again.
 */
export async function writeApart<Row>(
  rows: readonly Row[],
  write: (rows: readonly Row[]) => Promise<unknown>,
  lose: (error: unknown) => void,
): Promise<void> {
  try {
    await write(rows);
  } catch (error) {
    if (!isRowsFault(error)) throw error;
    if (rows.length <= 1) {
      lose(error);
      return;
    }
    const half = Math.ceil(rows.length / 2);
    await writeApart(rows.slice(0, half), write, lose);
    await writeApart(rows.slice(half), write, lose);
  }
}

/**
 * SQLSTATE classes 22 (data), 23 (constraints) and 54 (limits, such as of a value in an index):
 * https://www.postgresql.org/docs/17/errcodes-appendix.html
 */
function isRowsFault(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(22|23|54)/.test(code);
}
