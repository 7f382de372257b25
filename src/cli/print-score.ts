import { writeFile } from 'node:fs/promises';
import { GoldsmithError, messageOf } from '../errors.ts';
import { tradeOffPlot } from '../evaluate/plot.ts';
import { type Score, type ScoredQuestion, tradeOffs } from '../evaluate/score.ts';
import type { TrainingReport } from '../matching/training-set.ts';

/** Lines of a name and a value, the values below each other. */
export function table(rows: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

/** What an evaluation scored, for people. */
export function scoreRows(score: Score, maxWrong: number): [name: string, value: string][] {
  return [
    ['Questions', String(score.queries)],
    ['Served', percent(score.served_share)],
    ['Wrong, of those served', percent(score.wrong_share)],
    [`Most at ${percent(maxWrong)} wrong, in hindsight`, percent(score.best_share_at_max_wrong)],
    ['Nearest to the right answer', percent(score.top1_accuracy)],
    ['Not looked up', percent(score.bypassed_share)],
    ['A lookup takes', `${score.p50_ms.toFixed(1)} ms (median), ${score.p99_ms.toFixed(1)} ms (99 in 100)`],
  ];
}

/** Where the bar lies, and on what that rests. */
export function barLine({ bar, report }: { bar: number | null; report: TrainingReport }, rule: string): string {
  if (rule !== 'trained') return `The bar is a cosine of ${bar}, as ${rule} has it; nothing but that decides.`;
  const basis = `It rests on ${report.basis}.`;
  if (bar === null)
    return `No bar keeps the promise of at most ${percent(report.maxWrong)} wrong: only the same words are served. ${basis}`;
  const expected = `${percent(report.expectedServedShare)} served, ${percent(report.expectedWrongShare)} wrong of those`;
  return `The bar is a probability of ${bar.toFixed(4)}, of which training expected ${expected}. ${basis}`;
}

/** A share as people read it. */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))}%`;
}

/**
 * Draws what every bar would have served and where the one in use lies, as SVG.
 * @throws GoldsmithError `bad-input` when the file cannot be written.
 */
export async function writePlot(
  path: string,
  questions: readonly ScoredQuestion[],
  score: Score,
  maxWrong: number,
  title: string,
): Promise<void> {
  const svg = tradeOffPlot(tradeOffs(questions), { ...score, max_wrong: maxWrong }, title);
  await writeFile(path, svg).catch((error) => {
    throw new GoldsmithError('bad-input', `${path} could not be written (${messageOf(error)}).`, { cause: error });
  });
}
