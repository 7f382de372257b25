/** An answer without its citations, and what they named. */
export interface CitedAnswer {
  text: string;
  /** Indices of the sources, from 0, in the order in which they are first cited; undefined when none is. */
  used: number[] | undefined;
}

/** What a model is told so that {@link citedSources} can tell which sources its answer rests on. */
export const ASK_FOR_CITATIONS =
  'End each sentence with the numbers of the sources it rests on in square brackets, such as [1] or [2, 3].';

/** Code, which is kept as it is, or a citation with the spaces around it: [1], [1, 2], [1-3], [^1], [source 1]; no Markdown link. */
const CODE_OR_CITATION =
  /```[\s\S]*?(?:```|$)|`[^`\n]*`|[ \t]*\[\^?(?:source )?(?<numbers>\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\](?!\()[ \t]*/gi;

/**
 * Takes the citations out of an answer. What names a source that was not given is no citation and stays.
 * @param sources how many were given to the model, numbered from 1.
 */
export function citedSources(answer: string, sources: number): CitedAnswer {
  const used = new Set<number>();
  const text = answer.replace(CODE_OR_CITATION, (whole: string, ...rest) => {
    const { numbers } = rest.at(-1) as { numbers?: string };
    const cited = numbers === undefined ? [] : numbersOf(numbers);
    if (cited.length === 0 || cited.some((number) => number < 1 || number > sources)) return whole;
    for (const number of cited) used.add(number - 1);
    const offset: number = rest.at(-3);
    const startsLine = offset === 0 || answer[offset - 1] === '\n';
    return startsLine ? '' : (/[ \t]*$/.exec(whole)?.[0] ?? '');
  });
  return { text: text.trim(), used: used.size > 0 ? [...used] : undefined };
}

/** The numbers of a list such as "1, 3-5". */
function numbersOf(list: string): number[] {
  return list.split(/\s*[,;]\s*/).flatMap((part) => {
    const [from, to = from] = part.split(/\s*[–-]\s*/).map(Number);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  });
}
