import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TextProfiles } from '../../../src/mining/subjects/text-profiles.ts';
import { inTurns } from '../../../src/mining/turns.ts';

const words = (text: string) => text.split(' ').filter(Boolean);
const profiles = async (...documents: [language: string, ...texts: string[]][]) => {
  const all = documents.map(([language, ...texts]) => ({ language, texts }));
  const made = await inTurns(TextProfiles.of(all, words));
  return { likeness: (rows: number[], columns: number[]) => inTurns(made.likeness(rows, columns)) };
};
const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual}`);

describe('TextProfiles', () => {
  it('gives the cosine of the marks, weighed by their rarity in the language', async () => {
    const two = await profiles(['en', 'kitas visa'], ['en', 'visa'], ['it', 'kitas'], ['it', 'visa']);
    const [[same, other], [none]] = await two.likeness([0, 1], [2, 3]);
    // Of two English documents one has "kitas" and both have "visa".
    const [kitas, visa] = [Math.log(3 / 1.5), Math.log(3 / 2.5)];
    near(same, kitas / Math.hypot(kitas, visa));
    near(other, visa / Math.hypot(kitas, visa));
    assert.equal(none, 0);
  });

  it('counts a mark by the root of the share of wordings that bear it', async () => {
    const [[likeness]] = await (await profiles(['en', 'a b', 'a', 'a', 'a'], ['it', 'b'])).likeness([0], [1]);
    near(likeness, Math.sqrt(1 / 4) / Math.hypot(1, 1 / 2));
  });

  it('is 0 for texts without marks', async () => {
    assert.deepEqual(await (await profiles(['en', ''], ['it', ''])).likeness([0], [1]), [new Float32Array([0])]);
  });

  it('lies between 0 and 1, is 1 of a profile with itself, and the same both ways', async () => {
    const texts = fc.array(fc.stringMatching(/^[abc]( [abc]){0,3}$/), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 2, maxLength: 5 }), async (documents) => {
        const made = await profiles(...documents.map((of, i): [string, ...string[]] => [i % 2 ? 'it' : 'en', ...of]));
        const all = [...documents.keys()];
        const likeness = await made.likeness(all, all);
        for (const i of all) {
          near(likeness[i][i], 1);
          for (const j of all) {
            near(likeness[i][j], likeness[j][i]);
            assert.ok(likeness[i][j] >= 0 && likeness[i][j] <= 1 + 1e-6);
          }
        }
      }),
    );
  });
});
