import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BUNDLED_PRIOR } from '../../src/matching/prior.ts';
import { linkageTree } from '../../src/mining/average-linkage.ts';
import { CUTS, type CutQuestion, chooseCut, USUAL_CUT } from '../../src/nightly/choose-cut.ts';
import { near, randomDirection, seededRandom } from '../support/vectors-in-clumps.ts';

const OPTIONS = { least: 3, maxWrong: 0.05, prior: BUNDLED_PRIOR };
const WIDTH = 64;

/** Questions in groups far apart, each asked once; two of a group have about this cosine. */
function groupsOf(size: number, groups: number, cosine: number): CutQuestion[] {
  const random = seededRandom(3);
  const spread = Math.sqrt(1 / cosine - 1);
  return Array.from({ length: groups }, (_, group) => {
    const centre = randomDirection(random, WIDTH);
    return Array.from({ length: size }, (_, i) => ({
      text: `about ${letters(group)} in ${letters(i)} ways`,
      vector: near(random, centre, spread),
      language: 'en',
      asked: 1,
    }));
  }).flat();
}

async function choose(questions: CutQuestion[], options: { previous?: number; maxWrong?: number } = {}) {
  const tree = await linkageTree(
    questions.map(({ vector }) => vector),
    Math.max(...CUTS),
  );
  return chooseCut(questions, tree, { ...OPTIONS, ...options });
}

describe('chooseCut', () => {
  it('goes further where the groups of a log are loose', async () => {
    const { cut, expected } = await choose(groupsOf(6, 60, 0.78));
    assert.equal(cut, 0.24, JSON.stringify(expected));
    assert.deepEqual(
      expected.map((one) => one.cut),
      [...CUTS],
    );
    const [fine, usual, coarse] = expected.map(({ served }) => served);
    assert.ok(fine <= usual && usual < coarse, JSON.stringify(expected));
  });

  it('stays where another cut would serve little more', async () => {
    const tight = groupsOf(6, 60, 0.97);
    for (const previous of CUTS) assert.equal((await choose(tight, { previous })).cut, previous);
    assert.equal((await choose(tight)).cut, USUAL_CUT);
  });

  it('leaves a cut that it does not try when it is given one of its own', async () => {
    const { cut } = await choose(groupsOf(6, 60, 0.78), { previous: 0.3 });
    assert.equal(cut, 0.24);
  });

  it('stays where nothing would be served at any cut', async () => {
    assert.equal((await choose(groupsOf(6, 20, 0.4))).cut, USUAL_CUT);
  });

  it('takes a log of nothing', async () => {
    assert.deepEqual(await choose([]), { cut: USUAL_CUT, expected: [] });
  });

  it('ends when it is aborted', async () => {
    const questions = groupsOf(6, 10, 0.9);
    const tree = await linkageTree(
      questions.map(({ vector }) => vector),
      0.24,
    );
    const reason = new Error('stopped');
    await assert.rejects(chooseCut(questions, tree, { ...OPTIONS, signal: AbortSignal.abort(reason) }), reason);
  });
});

/** A word of its own for a number below 400: no figures, which would tell two questions apart. */
function letters(n: number): string {
  return String.fromCharCode(98 + Math.floor(n / 20), 98 + (n % 20)).repeat(2);
}
