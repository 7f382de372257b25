const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Abbreviations after which a sentence goes on; English, Italian, Indonesian. */
const ABBREVIATION =
  /(?:^|[\s(])(?:rp|no|nr|n|art|pt|tbk|approx|ca|circa|max|min|incl|excl|vs|e\.g|i\.e|etc|mr|mrs|ms|dr|ir|prof|sig|dott|es|ecc|tel|jl|jln|dll|dsb|a\.n|u\.p)\.\s*$/i;

const LIST_ITEM = /^\s*(?:[-*+>]|\d+[.)])\s+/;

/**
 * The sentences of a Markdown text, without its marks. A list item or a table row counts as a paragraph of its own; lines
 * of one paragraph belong together; headings and code do not count.
 */
export function sentencesOf(markdown: string): string[] {
  return paragraphsOf(markdown)
    .flatMap((paragraph) => joinAbbreviations([...segmenter.segment(paragraph)].map((part) => part.segment)))
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence));
}

function paragraphsOf(markdown: string): string[] {
  const paragraphs: string[] = [];
  let open = false;
  for (const line of withoutCode(markdown).split(/\r?\n/)) {
    const isBoundary = line.trim() === '' || /^\s{0,3}#{1,6}\s/.test(line) || /^\s*\|?[\s:|-]+\|?\s*$/.test(line);
    if (isBoundary) {
      open = false;
      continue;
    }
    const startsItem = LIST_ITEM.test(line) || /^\s*\|/.test(line);
    const plain = withoutEmphasis(line.replace(LIST_ITEM, '').trim());
    if (open && !startsItem) paragraphs[paragraphs.length - 1] += ` ${plain}`;
    else paragraphs.push(plain);
    open = true;
  }
  return paragraphs;
}

/** Drops what stands between fences; a fence that is never closed reaches to the end, as in Markdown. */
function withoutCode(markdown: string): string {
  let fence: string | undefined;
  return markdown
    .split('\n')
    .filter((line) => {
      const mark = /^\s{0,3}(```|~~~)/.exec(line)?.[1];
      const wasInside = fence !== undefined;
      if (mark && (!fence || fence === mark)) fence = wasInside ? undefined : mark;
      return !wasInside && !mark;
    })
    .join('\n');
}

/** Marks of emphasis and code stand at the edges of words; inside a word, or alone, they are no marks. */
function withoutEmphasis(line: string): string {
  return line.replace(/(?<![\p{L}\p{N}*_`])([*_`]{1,3})(?=\S)([^*_`]+?)(?<=\S)\1(?![\p{L}\p{N}*_`])/gu, '$2');
}

/** The segmenter ends a sentence at "approx. 5": a part that goes on after an abbreviation or in lower case belongs to the one before. */
function joinAbbreviations(parts: string[]): string[] {
  const joined: string[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    const opens = /^[\p{Lu}\p{N}"'“‘(¿¡[]/u.test(part.trim());
    if (before !== undefined && (!opens || ABBREVIATION.test(before))) joined[joined.length - 1] += part;
    else joined.push(part);
  }
  return joined;
}
