import { parse } from 'smol-toml';

/** A place in a text, counted from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A key, bare, quoted or dotted, and its equals sign. */
const KEY_AND_EQUALS = /^\s*(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*\s*=\s*/;

/**
 * Where a TOML document first speaks of a key; where it never does, of the table that it is missing in. The parser tells no positions, so it is asked how much of the document it takes until the key is
 * there: a statement is whole at the end of a line, and what ends in the middle of one is no TOML.
 * @param text a document that parses.
 * @param path the keys from the document's root on.
 * @param of the place of the key itself, or of its value where that begins on the key's line.
 */
export function tomlPosition(text: string, path: readonly PropertyKey[], of: 'key' | 'value'): Position {
  const lines = text.split('\n');
  for (let depth = path.length; depth > 0; depth--) {
    let start = 0;
    for (let end = 1; end <= lines.length; end++) {
      const document = tryParse(lines.slice(0, end).join('\n'));
      if (document === undefined) continue;
      if (has(document, path.slice(0, depth)))
        return positionIn(lines[start], start, of === 'value' && depth === path.length);
      start = end;
    }
  }
  return { line: 1, column: 1 };
}

function positionIn(line: string, index: number, isValue: boolean): Position {
  const before = (isValue && KEY_AND_EQUALS.exec(line)?.[0]) || /^\s*/.exec(line)![0];
  return { line: index + 1, column: before.length + 1 };
}

function tryParse(text: string): object | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function has(document: object, path: readonly PropertyKey[]): boolean {
  let value: unknown = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return true;
}
