import type { AnswerKeys, MatcherQuestion } from './candidates.ts';
import type { MatcherParameters } from './matcher.ts';
import type { IndexedPhrasing } from './phrasing-index.ts';
import type { MatcherPrior } from './prior.ts';

/** A member of a cluster. */
export interface TrainingPhrasing extends IndexedPhrasing {
  /** For how many questions it stands when right and wrong are counted; 0 when that is not known of it. Without it 1. */
  weight?: number;
}

/** A question that must not get a cluster's answer. */
export interface CounterExample extends MatcherQuestion {
  cluster: number;
}

/** What a matcher is trained from. */
export interface TrainingSet {
  /** The members of all clusters, answered or not. */
  phrasings: TrainingPhrasing[];
  answers: AnswerKeys;
  /**
   * Questions of the log that are in no cluster, each with a negative number in place of one. Where they are known to belong
   * nowhere, whatever they are served is wrong; where nobody has checked, they are rivals of the clusters.
   */
  outliers: TrainingPhrasing[];
  /** Questions that a cluster's answer was served to and does not answer. */
  counterExamples?: CounterExample[];
  /** The share of all questions that ask something new, 0 to 1. */
  newShare: number;
  /** The share of served answers that may be wrong. */
  maxWrong: number;
  /**
   * True when a night found the clusters and nobody has said which of them mean the same: then what was mined cannot
   * measure itself, and the probability rests on how near clusters lie to each other.
   */
  unchecked?: boolean;
  /** What is known from other logs; stands in where this one has too few questions. */
  prior: MatcherPrior;
}

/** How the bar came about; shown to operators. Shares are of the questions that training stands for. */
export interface TrainingReport {
  phrasings: number;
  clusters: number;
  answered: number;
  newShare: number;
  maxWrong: number;
  /** What the bar would serve of the traffic that training stands for, and how much of that is wrong. */
  expectedServedShare: number;
  expectedWrongShare: number;
  /** In words: what the estimate rests on. */
  basis: string;
  /** How many different wordings a night heard in the window that it was trained on; what is known of traffic rests on them. */
  heard?: number;
}

/** What training came to, before it is reported. */
export interface Training {
  parameters: MatcherParameters;
  shares: ExpectedShares;
  /** In words: what the shares rest on. */
  basis: string;
}

/** What share is served, and what share of the served is wrong. */
export interface ExpectedShares {
  expectedServedShare: number;
  expectedWrongShare: number;
}
