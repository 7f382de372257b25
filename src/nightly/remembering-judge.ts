import { createHash } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import type { Asked, SameAnswerJudge } from '../mining/judging/same-answer-judge.ts';

/** Keeps what a judge has said, so that no pair is asked about twice, in whichever night. */
export class RememberingJudge implements SameAnswerJudge {
  readonly #database: Database;
  readonly #judge: SameAnswerJudge;
  readonly #model: string;
  #known: Promise<Map<string, boolean>> | undefined;

  /** @param model the id of the model behind the judge: another one may say otherwise. */
  constructor(database: Database, judge: SameAnswerJudge, model: string) {
    this.#database = database;
    this.#judge = judge;
    this.#model = model;
  }

  async recall(a: Asked, b: Asked): Promise<boolean | undefined> {
    const known = await this.#verdicts();
    return known.size === 0 ? undefined : known.get(pairKey(a.text, b.text));
  }

  async isSameAnswer(a: Asked, b: Asked, signal?: AbortSignal): Promise<boolean> {
    const known = await this.#verdicts();
    const pair = pairKey(a.text, b.text);
    const said = known.get(pair);
    if (said !== undefined) return said;
    const verdict = await this.#judge.isSameAnswer(a, b, signal);
    known.set(pair, verdict);
    await this.#database.query(
      'INSERT INTO same_answer_verdicts (pair, model, same) VALUES ($1, $2, $3) ON CONFLICT (pair, model) DO NOTHING',
      [pair, this.#model, verdict],
    );
    return verdict;
  }

  /** What it has said so far. After a failure it is read again. */
  #verdicts(): Promise<Map<string, boolean>> {
    this.#known ??= this.#load().catch((error) => {
      this.#known = undefined;
      throw error;
    });
    return this.#known;
  }

  async #load(): Promise<Map<string, boolean>> {
    const rows = await this.#database.query<{ pair: string; same: boolean }>(
      'SELECT pair, same FROM same_answer_verdicts WHERE model = $1',
      [this.#model],
    );
    return new Map(rows.map(({ pair, same }) => [pair, same]));
  }
}

/** The same for both orders. A hash, so that the table holds no text that `forget` would have to look for. */
function pairKey(a: string, b: string): string {
  const words = [normaliseQuestion(a), normaliseQuestion(b)].sort();
  return createHash('sha256').update(words.join('\n')).digest('base64');
}
