import type { FoundAnswer } from '../golden/find-golden-answer.ts';

/** A question that was asked, what came of it, and whether the cluster found is the right one. */
export interface ScoredQuestion {
  found: FoundAnswer;
  /** Whether the cluster found (served or not) is the right one. */
  right: boolean;
  /** Whether there is anything right to find. */
  answerable: boolean;
  milliseconds: number;
}

/** What an evaluation comes to. Shares are 0 to 1. */
export interface Score {
  queries: number;
  /** Of all queries. */
  served_share: number;
  /** Of those served. */
  wrong_share: number;
  /** The most that any bar could have served with at most the allowed share wrong: known only with hindsight. */
  best_share_at_max_wrong: number;
  /** Of the answerable queries, how many were nearest to the right answer. */
  top1_accuracy: number;
  /** Queries that were not looked up, because of what they ask. */
  bypassed_share: number;
  /** Milliseconds of a lookup, embedding included. */
  p50_ms: number;
  p99_ms: number;
}

/** A bar and what it would serve. */
export interface TradeOff {
  served_share: number;
  wrong_share: number;
}

/** Scores the questions of an evaluation. */
export function scoreQuestions(questions: readonly ScoredQuestion[], maxWrong: number): Score {
  const served = questions.filter(({ found }) => found.outcome === 'hit');
  const answerable = questions.filter((question) => question.answerable);
  const milliseconds = questions.map((question) => question.milliseconds).sort((a, b) => a - b);
  const allowed = tradeOffs(questions).filter(({ wrong_share }) => wrong_share <= maxWrong);
  return {
    queries: questions.length,
    served_share: share(served.length, questions.length),
    wrong_share: share(served.filter(({ right }) => !right).length, served.length),
    best_share_at_max_wrong: Math.max(0, ...allowed.map(({ served_share }) => served_share)),
    top1_accuracy: share(answerable.filter(({ right }) => right).length, answerable.length),
    bypassed_share: share(questions.filter(({ found }) => found.outcome === 'bypass').length, questions.length),
    p50_ms: quantile(milliseconds, 0.5),
    p99_ms: quantile(milliseconds, 0.99),
  };
}

/** What every bar would serve, from the highest to the lowest. What is no matter of the bar stays a miss. */
export function tradeOffs(questions: readonly ScoredQuestion[]): TradeOff[] {
  const ranked = questions
    .map(({ found, right }) => ({ right, score: scoreOf(found) }))
    .filter((question): question is { right: boolean; score: number } => question.score !== undefined)
    .sort((a, b) => b.score - a.score);
  const points: TradeOff[] = [];
  let wrong = 0;
  for (const [i, { right, score }] of ranked.entries()) {
    if (!right) wrong++;
    // Equal scores are served together or not at all.
    if (ranked[i + 1]?.score !== score)
      points.push({ served_share: (i + 1) / questions.length, wrong_share: wrong / (i + 1) });
  }
  return points;
}

/** How sure the lookup was; undefined where a lower bar would change nothing. */
function scoreOf({ outcome, reason, probability, similarity }: FoundAnswer): number | undefined {
  if (reason === 'same-words') return Number.POSITIVE_INFINITY;
  return outcome === 'hit' || reason === 'below-bar' ? (probability ?? similarity) : undefined;
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}
