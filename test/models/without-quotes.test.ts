import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutQuotes } from '../../src/models/without-quotes.ts';

const QUESTION = 'How much does a KITAS for Anna Rossi cost?';

test('what is quoted is cut out, whole or in part, in whatever case; the rest stays', () => {
  assert.equal(withoutQuotes(`Refused: "${QUESTION}" (policy)`, [QUESTION]), 'Refused: "[...]" (policy)');
  assert.equal(withoutQuotes('Refused: ANNA ROSSI is a name', [QUESTION]), 'Refused:[...]is a name');
  assert.equal(withoutQuotes('Rate limit reached for writer', [QUESTION]), 'Rate limit reached for writer');
  assert.equal(withoutQuotes('İ: for Anna Rossi', [QUESTION]).includes('anna'), false);
  assert.equal(withoutQuotes('', [QUESTION]), '');
  assert.equal(withoutQuotes('short', ['']), 'short');
});

test('no run of eight characters of a text is left', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (text, before, after) => {
      const left = withoutQuotes(before + text + after, [text]).toLowerCase();
      for (let i = 0; i + 8 <= text.length; i++) {
        const run = text.slice(i, i + 8).toLowerCase();
        assert.ok(
          !left.includes(run) || run.includes('[...]') || run.length < 8,
          `${JSON.stringify(left)} holds ${run}`,
        );
      }
    }),
  );
});
