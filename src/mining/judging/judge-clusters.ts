import { BudgetedJudge } from './budgeted-judge.ts';
import { type Belief, crossExamine } from './cross-examine.ts';
import { estimateJudgeError } from './judge-error.ts';
import { type Confusion, mergeClusters, mergeConfused } from './merge-groups.ts';
import type { MinedQuestion, SameAnswerJudge } from './same-answer-judge.ts';
import { MOST_PAIRS_OF_TEST } from './same-group-test.ts';
import { SeededRandom } from './seeded-random.ts';
import { type SettleOptions, settleQuestion } from './settle-question.ts';

/** How far the judge may be asked. */
export interface JudgingOptions {
  /** The most pairs the judge may be asked about; beyond 1.5 a question more would gain little, but in small logs. */
  budget: number;
  /** How often a group's questions must have been asked. */
  least: number;
  seed?: number;
  signal?: AbortSignal;
  onProgress?: (calls: number, limit: number) => void;
}

/** What the judge made of the clusters. */
export interface JudgedClusters {
  /** The group of each question, negative for none. */
  groupOf: Int32Array;
  /**
   * For how many questions of the log each question stands when right and wrong are counted: 0 for those that were not
   * looked at. Of a question that counts it is known whether it belongs to its group, or to none.
   */
  weights: Float64Array;
  judgeCalls: number;
  /** How often the judge errs, as estimated. */
  judgeError: number;
}

/** Pairs per question that the judge is asked about at most. */
const CALLS_PER_QUESTION = 1.5;
/** So many are not too many for any log: of a small one few questions are alike, and each costs as much as in a large one. */
const CALLS_OF_SMALL_LOG = 300;
/** Of these, pairs per question kept for checking members that are in no doubt. */
const KEPT_FOR_AUDIT = 0.3;
/** A member is in no doubt when the matcher would put it back into its group with this probability. */
const SURE = 0.9;
/** How likely a question in doubt belongs nowhere. */
const NOWHERE_IN_DOUBT = 0.15;
/** For how many questions that counts where it is learned on the way. */
const TALLY_FROM = 5;
/** How likely a sure member belongs nowhere. */
const NOWHERE_WHEN_SURE = 0.02;
/** When a question in doubt counts as settled; and a sure one, of which a wrong verdict would cost more. */
const SETTLED_IN_DOUBT = 0.95;
const SETTLED_WHEN_SURE = 0.99;
/** Every sure member has at least this chance to be checked. */
const LEAST_CHANCE = 0.1;
/** A question costs at most so many calls; kept back at the end of a budget. */
const CALLS_OF_ONE = 8;
/** What a check of a sure member costs on average. */
const CALLS_OF_CHECK = 1.2;

/**
 * Has a judge that errs now and then put clusters right: clusters that mean the same are joined; questions in doubt, also
 * those in no cluster, are settled one by one, the likeliest to be served first; of the members in no doubt a sample is
 * checked, weighed by the inverse of its chance (Horvitz and Thompson 1952). What was settled or checked is the ground on which
 * the matcher's error is counted: the traffic as it is, not the easy part that clusters by itself.
 * @param clusters a label per question, negative for none.
 */
export async function judgeClusters(
  questions: readonly MinedQuestion[],
  clusters: Int32Array,
  judge: SameAnswerJudge,
  options: JudgingOptions,
): Promise<JudgedClusters> {
  return new Judging(questions, clusters, judge, options).run();
}

class Judging {
  readonly #questions: readonly MinedQuestion[];
  readonly #options: JudgingOptions;
  readonly #judge: BudgetedJudge;
  readonly #random: SeededRandom;
  readonly #limit: number;
  readonly #limitBeforeAudit: number;
  /** So few questions that calls are plenty. */
  readonly #isSmall: boolean;
  readonly #weights: Float64Array;
  #groupOf: Int32Array;
  #error = 0.05;

  constructor(
    questions: readonly MinedQuestion[],
    clusters: Int32Array,
    judge: SameAnswerJudge,
    options: JudgingOptions,
  ) {
    this.#questions = questions;
    this.#options = options;
    this.#groupOf = clusters;
    this.#judge = new BudgetedJudge(judge, questions, options.signal);
    this.#random = new SeededRandom(options.seed ?? 1);
    const enough = Math.floor(CALLS_PER_QUESTION * questions.length);
    this.#isSmall = enough < CALLS_OF_SMALL_LOG;
    this.#limit = Math.min(options.budget, Math.max(enough, CALLS_OF_SMALL_LOG));
    this.#limitBeforeAudit = Math.floor(this.#limit * (1 - KEPT_FOR_AUDIT / CALLS_PER_QUESTION));
    this.#weights = new Float64Array(questions.length);
  }

  async run(): Promise<JudgedClusters> {
    const known = Math.floor(this.#limit / 2);
    this.#error = await estimateJudgeError(this.#judge, this.#questions, this.#groupOf, this.#random, known);
    await this.#join();
    await this.#joinConfused(await this.#examine(), this.#limitBeforeAudit);
    const doubtful = await this.#settleDoubtful(await this.#examine());
    await this.#joinConfused(await this.#examine(), this.#limitBeforeAudit + this.#questions.length / 20);
    await this.#auditSure(await this.#examine(), doubtful);
    return {
      groupOf: this.#groupOf,
      weights: this.#weights,
      judgeCalls: this.#judge.calls,
      judgeError: this.#error,
    };
  }

  async #examine(): Promise<Belief[]> {
    this.#options.onProgress?.(this.#judge.calls, this.#limit);
    return crossExamine(this.#questions, this.#groupOf, this.#options.signal);
  }

  /** Joins clusters that mean the same. */
  async #join(): Promise<void> {
    const clusters = [...this.#rowsOfGroups().values()].filter((rows) => this.#isAskedEnough(rows));
    this.#setGroups(await mergeClusters(this.#mergeParts(this.#limitBeforeAudit), clusters));
  }

  /** Joins groups whose members the matcher would put into each other. */
  async #joinConfused(beliefs: readonly Belief[], limit: number): Promise<void> {
    const names = [...this.#rowsOfGroups().keys()];
    const groups = [...this.#rowsOfGroups().values()];
    this.#setGroups(await mergeConfused(this.#mergeParts(limit), groups, confusionsAmong(names, groups, beliefs)));
  }

  /** Settles what is in doubt, or leaves it out of all groups. */
  async #settleDoubtful(beliefs: readonly Belief[]): Promise<Set<number>> {
    const rows = [...this.#questions.keys()].filter((row) => this.#sureness(row, beliefs) < SURE);
    rows.sort((a, b) => (beliefs[b][0]?.probability ?? 0) - (beliefs[a][0]?.probability ?? 0));
    const settled = await this.#settle(rows, beliefs, this.#limitBeforeAudit, (belief, nowhereSoFar) => ({
      placements: belief.map(({ group, probability }) => ({
        group,
        probability: 0.9 * probability + 0.1 / belief.length,
      })),
      nowhere: this.#isSmall ? nowhereSoFar : NOWHERE_IN_DOUBT,
      done: this.#isSmall ? SETTLED_WHEN_SURE : SETTLED_IN_DOUBT,
    }));
    for (const row of rows) {
      if (!settled.has(row)) this.#groupOf[row] = -1;
      this.#weights[row] = 1;
    }
    this.#regroupSmall();
    return new Set(rows);
  }

  /** Checks a sample of the members in no doubt, the least sure likeliest. */
  async #auditSure(beliefs: readonly Belief[], doubtful: ReadonlySet<number>): Promise<void> {
    const sure = [...this.#questions.keys()].filter((row) => !doubtful.has(row));
    if (sure.length === 0) return;
    const unsureness = sure.map((row) => Math.sqrt(1 - this.#sureness(row, beliefs) + 1e-3));
    const room = Math.max(this.#limit - this.#judge.calls, 0) / CALLS_OF_CHECK;
    const chances = chancesWithin(room, unsureness);
    const picked = this.#random.shuffled([...sure.keys()].filter((i) => this.#random.next() < chances[i]));
    const audited = await this.#settle(
      picked.map((i) => sure[i]),
      beliefs,
      this.#limit,
      (belief) => ({ placements: belief, nowhere: NOWHERE_WHEN_SURE, done: SETTLED_WHEN_SURE }),
    );
    for (const i of picked) {
      if (audited.has(sure[i])) this.#weights[sure[i]] = (1 / chances[i]) * (picked.length / audited.size);
    }
    this.#regroupSmall();
  }

  /** Settles rows in their order while the budget lasts. Returns those settled. */
  async #settle(
    rows: readonly number[],
    beliefs: readonly Belief[],
    limit: number,
    question: (
      belief: Belief,
      nowhereSoFar: number,
    ) => { placements: Belief } & Pick<SettleOptions, 'nowhere' | 'done'>,
  ): Promise<Set<number>> {
    const anchors = this.#anchors(beliefs);
    const next = Int32Array.from(this.#groupOf);
    const settled = new Set<number>();
    // A group of one is where its question went: two that mean the same would change places.
    const whereIs = (group: number) => {
      const members = anchors.get(group) ?? [];
      return members.length === 1 ? next[members[0]] : group;
    };
    const tallies = [new NowhereTally(), new NowhereTally()];
    for (const row of rows) {
      if (this.#judge.calls > limit - CALLS_OF_ONE) break;
      const tally = tallies[this.#groupOf[row] < 0 ? 0 : 1];
      const likely = withOwnGroup(beliefs[row], this.#groupOf[row]);
      if (likely.length > 0) {
        const { placements, nowhere, done } = question(likely, tally.share);
        const place = await settleQuestion(
          this.#judge,
          row,
          placements.map(({ group, probability }) => ({ anchors: anchors.get(group) ?? [], probability })),
          { error: this.#error, nowhere, done, least: this.#leastToMove(row), random: this.#random },
        );
        next[row] = place === undefined ? -1 : whereIs(placements[place].group);
        tally.add(place === undefined);
      } else next[row] = -1;
      settled.add(row);
      if (settled.size % 100 === 0) this.#options.onProgress?.(this.#judge.calls, this.#limit);
    }
    this.#groupOf = next;
    return settled;
  }

  /** A question that can be a group by itself needs more than the likeliest place: an error would cost it its answer. */
  #leastToMove(row: number): number {
    return this.#isAskedEnough([row]) ? SETTLED_IN_DOUBT : 0;
  }

  /** Of each group the surer half of its members, at least twenty: typical questions to compare others with. */
  #anchors(beliefs: readonly Belief[]): Map<number, number[]> {
    const anchors = new Map<number, number[]>();
    for (const [group, rows] of this.#rowsOfGroups()) {
      const ranked = rows.toSorted((a, b) => this.#sureness(b, beliefs) - this.#sureness(a, beliefs));
      anchors.set(group, ranked.slice(0, Math.max(20, Math.floor(rows.length / 2))));
    }
    return anchors;
  }

  /** How likely the matcher puts a question back where it is; 0 for one in no group. */
  #sureness(row: number, beliefs: readonly Belief[]): number {
    const own = this.#groupOf[row];
    return own < 0 ? 0 : (beliefs[row].find(({ group }) => group === own)?.probability ?? 0);
  }

  #rowsOfGroups(): Map<number, number[]> {
    const rows = Map.groupBy(this.#groupOf.keys(), (row) => this.#groupOf[row]);
    rows.delete(-1);
    return rows;
  }

  #setGroups(groups: readonly number[][]): void {
    this.#groupOf = new Int32Array(this.#questions.length).fill(-1);
    for (const [group, rows] of groups.entries()) for (const row of rows) this.#groupOf[row] = group;
  }

  /** Drops groups that were not asked enough. A question that was, and belongs nowhere, is a group by itself. */
  #regroupSmall(): void {
    for (const rows of this.#rowsOfGroups().values()) {
      if (!this.#isAskedEnough(rows)) for (const row of rows) this.#groupOf[row] = -1;
    }
    let free = Math.max(-1, ...this.#rowsOfGroups().keys()) + 1;
    for (const row of this.#groupOf.keys()) {
      if (this.#groupOf[row] < 0 && this.#isAskedEnough([row])) this.#groupOf[row] = free++;
    }
  }

  /** What nobody asked this week, but an earlier night knew, counts once. */
  #isAskedEnough(rows: readonly number[]): boolean {
    const asked = rows.reduce((sum, row) => sum + Math.max(1, this.#questions[row].asked ?? 1), 0);
    return asked >= this.#options.least;
  }

  /** @param wanted no test of two groups once so many pairs were asked about; fewer where one might overdraw the budget. */
  #mergeParts(wanted: number) {
    const limit = Math.min(wanted, this.#limit - MOST_PAIRS_OF_TEST + 1);
    return { judge: this.#judge, questions: this.#questions, error: this.#error, limit, random: this.#random };
  }
}

/** Which share of the questions so far belonged nowhere; of the first few, as elsewhere, and never less. */
class NowhereTally {
  #settled = 0;
  #nowhere = 0;

  get share(): number {
    const share = (NOWHERE_IN_DOUBT * TALLY_FROM + this.#nowhere) / (TALLY_FROM + this.#settled);
    return Math.max(NOWHERE_IN_DOUBT, share);
  }

  add(isNowhere: boolean): void {
    this.#settled++;
    if (isNowhere) this.#nowhere++;
  }
}

/** Of each group the three that its members are most taken for. */
function confusionsAmong(
  names: readonly number[],
  groups: readonly number[][],
  beliefs: readonly Belief[],
): Confusion[] {
  const place = new Map(names.map((name, i) => [name, i]));
  const shares = new Map<string, Confusion>();
  for (const [a, rows] of groups.entries()) {
    const taken = new Map<number, number>();
    for (const row of rows) {
      for (const { group, probability } of beliefs[row]) {
        const b = place.get(group);
        if (b !== undefined && b !== a) taken.set(b, (taken.get(b) ?? 0) + probability / rows.length);
      }
    }
    const most = [...taken].sort((x, y) => y[1] - x[1]).slice(0, 3);
    for (const [b, share] of most) {
      const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
      const known = shares.get(key) ?? { a: Math.min(a, b), b: Math.max(a, b), share: 0 };
      known.share += share;
      shares.set(key, known);
    }
  }
  return [...shares.values()].filter(({ share }) => share > 0.01);
}

/** The three likeliest groups, and the question's own. */
function withOwnGroup(belief: Belief, own: number): Belief {
  const likely = belief.slice(0, 3);
  if (own >= 0 && !likely.some(({ group }) => group === own)) {
    likely.push({ group: own, probability: belief.find(({ group }) => group === own)?.probability ?? 1e-6 });
  }
  const sum = likely.reduce((total, { probability }) => total + probability, 0);
  return likely.map(({ group, probability }) => ({ group, probability: probability / sum }));
}

/** Chances proportional to the weights, none below the least nor above 1, that add up to `room` where that is possible. */
function chancesWithin(room: number, weights: readonly number[]): number[] {
  const chance = (factor: number) => weights.map((weight) => Math.min(1, Math.max(LEAST_CHANCE, factor * weight)));
  let low = 0;
  let high = 1e6;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const sum = chance(middle).reduce((total, c) => total + c, 0);
    if (sum > room) high = middle;
    else low = middle;
  }
  return chance(low);
}
