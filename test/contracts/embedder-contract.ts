import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { GoldsmithError } from '../../src/errors.ts';
import type { Embedder } from '../../src/models/embedder.ts';

const ODD_TEXTS = {
  'no text': '',
  'only spaces': ' \n\t ',
  'one emoji': '😀',
  'many emoji': '👩‍👩‍👧🏝️'.repeat(200),
  'a NUL': 'What is\0 a KITAS?',
  'only a NUL': '\0',
  'half a surrogate pair': 'KITAS \ud83d price',
  'an unknown script': '签证多少钱？'.repeat(30),
  'one word without end': 'x'.repeat(20_000),
};

/**
 * Registers the tests that every {@link Embedder} must pass.
 * @param open makes a fresh embedder.
 */
export function embedderContract(name: string, open: () => Promise<Embedder>): void {
  describe(`${name} as an embedder`, () => {
    let embedder: Embedder;
    before(async () => {
      embedder = await open();
    });
    after(() => embedder.close());

    it('gives vectors of unit length and of its dimensions for any text', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
          assertUnitVector(await embedder.embed(text), embedder.dimensions);
        }),
        { numRuns: 60 },
      );
    });

    for (const [what, text] of Object.entries(ODD_TEXTS)) {
      it(`gives a vector for ${what}`, async () => {
        assertUnitVector(await embedder.embed(text), embedder.dimensions);
        assert.ok(embedder.countTokens(text) >= 0);
      });
    }

    it('gives a vector for thousands of words, and its end counts', async () => {
      const long = 'How do I extend a tourist visa in Bali? '.repeat(400);
      const whole = await embedder.embed(long);
      assertUnitVector(whole, embedder.dimensions);
      const changed = await embedder.embed(long + 'The football match ended in a draw after extra time. '.repeat(400));
      assert.ok(cosine(whole, changed) < 0.95, 'the second half of a text changes its vector');
      assert.ok(embedder.countTokens(long) > 3000);
    });

    it('gives the same vector again and again', async () => {
      const first = await embedder.embed('What is a KITAS?');
      assert.deepEqual(await embedder.embed('What is a KITAS?'), first);
    });

    it('gives the same vectors whatever else runs, in whatever order', async () => {
      const texts = [
        ...Array.from({ length: 40 }, (_, i) => `Question ${i}: ${'how much is a visa '.repeat((i % 9) + 1)}?`),
        ...Object.values(ODD_TEXTS),
      ];
      const alone = new Map<string, Float32Array>();
      for (const text of texts) alone.set(text, await embedder.embed(text));
      const backwards = texts.toReversed();
      const together = await Promise.all(backwards.map((text) => embedder.embed(text)));
      backwards.forEach((text, i) => {
        assert.deepEqual(together[i], alone.get(text), JSON.stringify(text.slice(0, 40)));
      });
    });

    it('gives every caller a vector of his own', async () => {
      const mine = await embedder.embed('Can I own land?');
      const kept = mine.slice();
      const theirs = await embedder.embed('Can I own land?');
      theirs.fill(0);
      assert.deepEqual(mine, kept);
      assert.deepEqual(await embedder.embed('Can I own land?'), kept);
    });

    it('has the same id and the same vectors when it is made anew', async () => {
      const other = await open();
      try {
        assert.notEqual(other.id, '');
        assert.equal(other.id, embedder.id);
        assert.deepEqual(await other.embed('Can I own land?'), await embedder.embed('Can I own land?'));
      } finally {
        await other.close();
      }
    });

    it('counts more tokens in more words', () => {
      assert.equal(embedder.countTokens(''), 0);
      assert.ok(embedder.countTokens('visa') < embedder.countTokens('visa for a family of four'));
    });

    it('does nothing for a signal that is aborted already, and throws its reason', async () => {
      const reason = new Error('the user went away');
      await assert.rejects(embedder.embed('What is a KITAS?', AbortSignal.abort(reason)), (error) => error === reason);
    });

    it('stops a long text when its signal is aborted, and works on', async () => {
      const controller = new AbortController();
      const reason = new Error('the user went away');
      const embedding = embedder.embed('How do I extend a tourist visa in Bali? '.repeat(1500), controller.signal);
      setImmediate(() => controller.abort(reason));
      await assert.rejects(embedding, (error) => error === reason);
      assertUnitVector(await embedder.embed('What is a KITAS?'), embedder.dimensions);
    });

    it('fails with embedder-failed once it is closed', async () => {
      const other = await open();
      await other.close();
      await assert.rejects(
        other.embed('What is a KITAS?'),
        (error) => error instanceof GoldsmithError && error.code === 'embedder-failed',
      );
    });
  });
}

function assertUnitVector(vector: Float32Array, dimensions: number): void {
  assert.ok(vector instanceof Float32Array);
  assert.equal(vector.length, dimensions);
  assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5, `length ${Math.hypot(...vector)}`);
}

/** Cosine of two vectors of unit length, computed plainly. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}
