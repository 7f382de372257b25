import { isDeepStrictEqual } from 'node:util';
import type { Queryable } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import { ANSWER_STATE, type AnswerState } from '../golden/answer-state.ts';
import { standingOf } from '../golden/answer-status.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import type { FileAnswer } from './answer-file.ts';
import type { EarlierLines } from './earlier-lines.ts';

/** The ids of the answers by the questions that they were written for, as they were when an import began. */
export type AnswersByQuestion = ReadonlyMap<string, readonly number[]>;

/** Reads them, by normalised question; dismissed ones as well. */
export async function readAnswersByQuestion(database: Queryable): Promise<AnswersByQuestion> {
  const rows = await database.query<{ id: number; question: string }>(
    'SELECT id, canonical_question AS question FROM golden_answers ORDER BY id',
  );
  const grouped = Map.groupBy(rows, ({ question }) => normaliseQuestion(question));
  return new Map([...grouped].map(([words, same]) => [words, same.map(({ id }) => id)]));
}

/**
 * The cluster whose answer a line of a file is about: of the answers that were written for its question the one that it says most
 * of, or else the one that its words lead to. Undefined where there is none, so that it is a new one.
 * @throws GoldsmithError `bad-input` where an earlier line was about it, or the line would take another text than its own out of
 * service.
 */
export async function findLineCluster(
  tx: Queryable,
  given: FileAnswer,
  known: AnswersByQuestion,
  earlier: EarlierLines,
): Promise<number | undefined> {
  const ids = known.get(normaliseQuestion(given.question)) ?? [];
  const candidates = (await readAnswers(tx, 'id', ids)).filter(
    ({ clusterId, question }) =>
      !earlier.has(clusterId) && normaliseQuestion(question) === normaliseQuestion(given.question),
  );
  const named = candidates.length > 1 ? await mostLike(tx, given, candidates) : candidates[0];
  if (named) {
    refuseWithdrawal(given, named);
    return named.clusterId;
  }
  const led = await clusterOf(tx, given.question);
  const line = earlier.lineOf(given.question, led);
  if (line !== undefined) {
    // What nobody wants stands beside what is served to the same question.
    if (given.status === 'dismissed') return undefined;
    throw new GoldsmithError('bad-input', `it is answered by line ${line} already`);
  }
  // An earlier line has dismissed what these words led to: this one is another answer to them.
  if (led === undefined || earlier.has(led)) return undefined;
  const [answer] = await readAnswers(tx, 'cluster_id', [led]);
  if (answer) refuseWithdrawal(given, answer);
  return led;
}

/** The cluster that these words lead to; nothing is locked, as whoever changes an answer locks it before its phrasings. */
async function clusterOf(tx: Queryable, question: string): Promise<number | undefined> {
  const [row] = await tx.query<{ id: number }>(
    'SELECT cluster_id AS id FROM phrasings WHERE normalised = $1 AND cluster_id IS NOT NULL',
    [normaliseQuestion(question)],
  );
  return row?.id;
}

/**
 * An old file may know another answer by these words than the one that is served to them now: a line takes an answer out of service
 * by its very text only.
 */
function refuseWithdrawal({ question, answer, status }: FileAnswer, of: AnswerState): void {
  if (status === undefined || standingOf(status) >= standingOf(of.status) || answer === of.answer) return;
  throw new GoldsmithError(
    'bad-input',
    `"${question}" leads to answer ${of.id}, which is ${of.status} with another text. Say at the desk that it is to be ${status}, or leave this line out.`,
    { current: { answer_id: of.id } },
  );
}

async function readAnswers(
  tx: Queryable,
  column: 'id' | 'cluster_id',
  values: readonly number[],
): Promise<AnswerState[]> {
  if (values.length === 0) return [];
  return tx.query<AnswerState>(
    `SELECT ${ANSWER_STATE} FROM golden_answers a WHERE a.${column} = ANY($1::int[]) ORDER BY a.id`,
    [values],
  );
}

/** Of answers to the same question the one that a line says most of: its text before its status, these before all else. */
async function mostLike(tx: Queryable, given: FileAnswer, answers: readonly AnswerState[]): Promise<AnswerState> {
  const scored: { answer: AnswerState; score: number[] }[] = [];
  for (const answer of answers)
    scored.push({ answer, score: likeness(given, answer, await wordsOfCluster(tx, answer.clusterId)) });
  scored.sort((a, b) => compare(b.score, a.score));
  return scored[0].answer;
}

function likeness(given: FileAnswer, answer: AnswerState, words: ReadonlySet<string>): number[] {
  const isSame = [
    given.question === answer.question,
    given.language === undefined || given.language === answer.language,
    given.edited === undefined || given.edited === (answer.editedAt !== null),
    given.approved === undefined || given.approved === (answer.approvedAt !== null),
    given.sources === undefined || isDeepStrictEqual(given.sources, answer.sources),
  ];
  return [
    Number(given.answer === answer.answer),
    Number(given.status === undefined ? answer.status !== 'dismissed' : given.status === answer.status),
    given.phrasings.filter((text) => words.has(normaliseQuestion(text))).length,
    isSame.filter(Boolean).length,
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const different = a.findIndex((value, i) => value !== b[i]);
  return different < 0 ? 0 : a[different] - b[different];
}

/** The phrasings of a cluster, normalised. */
export async function wordsOfCluster(tx: Queryable, clusterId: number): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ normalised: string }>('SELECT normalised FROM phrasings WHERE cluster_id = $1', [
    clusterId,
  ]);
  return new Set(rows.map(({ normalised }) => normalised));
}
