import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type AskedQuestion, QuestionFolder } from '../../src/mining/fold-questions.ts';

function fold(questions: AskedQuestion[]) {
  const folder = new QuestionFolder();
  for (const question of questions) folder.add(question);
  return folder.result();
}

const day = (n: number) => new Date(Date.UTC(2025, 0, n));
const asked = (text: string, userId: string, n: number): AskedQuestion => ({
  text,
  normalised: text.toLowerCase().replace(/\W+$/, ''),
  userId,
  conversationId: `of ${userId}`,
  askedAt: day(n),
});

describe('QuestionFolder', () => {
  it('folds the same words into one with a count, in order of first appearance', () => {
    const folded = fold([
      asked('Price?', 'a', 1),
      asked('Visa', 'a', 2),
      asked('price', 'b', 3),
      asked('PRICE', 'a', 4),
    ]);
    assert.deepEqual(
      folded.map(({ normalised, asked }) => [normalised, asked]),
      [
        ['price', 3],
        ['visa', 1],
      ],
    );
  });

  it('shows the wording that was written most often, and of equals the one that came first', () => {
    const texts = (...all: string[]) => fold(all.map((text, i) => asked(text, 'a', i + 1))).map(({ text }) => text);
    assert.deepEqual(texts('Visa', 'visa?', 'visa?'), ['visa?']);
    assert.deepEqual(texts('Visa', 'visa?'), ['Visa']);
    assert.deepEqual(texts('Visa', 'visa?', 'visa?', 'Visa', 'Visa'), ['Visa']);
  });

  it('keeps when each user asked first, in whatever order the questions come', () => {
    const [{ users }] = fold([
      asked('visa', 'a', 5),
      asked('visa', 'b', 2),
      asked('visa', 'a', 1),
      asked('visa', 'b', 3),
    ]);
    assert.deepEqual(
      users,
      new Map([
        ['a', day(1)],
        ['b', day(2)],
      ]),
    );
  });

  it('tells the conversations apart in which the same words were asked', () => {
    const [{ asked: times, conversations }] = fold([
      asked('visa', 'a', 1),
      asked('visa?', 'a', 2),
      asked('visa', 'b', 3),
    ]);
    assert.deepEqual([times, conversations], [3, new Set(['of a', 'of b'])]);
  });

  it('gives nothing for no questions', () => assert.deepEqual(fold([]), []));

  it('gives nothing away that is not in its type', () => {
    const [folded] = fold([asked('visa', 'a', 1)]);
    assert.deepEqual(Object.keys(folded).sort(), ['asked', 'conversations', 'normalised', 'text', 'users']);
  });

  it('loses no question and no user, and tells the same at every reading', () => {
    const question = fc
      .tuple(
        fc.constantFrom('visa', 'Visa', 'VISA?', 'price', 'Price!', '__proto__', 'constructor'),
        fc.nat(4),
        fc.integer({ min: 1, max: 28 }),
      )
      .map(([text, user, n]) => asked(text, `user ${user}`, n));
    fc.assert(
      fc.property(fc.array(question, { maxLength: 50 }), (questions) => {
        const folder = new QuestionFolder();
        for (const one of questions) folder.add(one);
        const folded = folder.result();
        assert.deepEqual(folder.result(), folded);
        assert.equal(
          folded.reduce((sum, { asked }) => sum + asked, 0),
          questions.length,
        );
        for (const { normalised, text, users, asked } of folded) {
          const same = questions.filter((one) => one.normalised === normalised);
          const times = (wording: string) => same.filter((one) => one.text === wording).length;
          assert.equal(same.length, asked);
          assert.deepEqual(new Set(users.keys()), new Set(same.map(({ userId }) => userId)));
          assert.equal(times(text), Math.max(...same.map((one) => times(one.text))));
        }
      }),
    );
  });
});
