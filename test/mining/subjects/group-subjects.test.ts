import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { groupSubjects } from '../../../src/mining/subjects/group-subjects.ts';

const pairs = (...places: [number, number][]) => places.map(([a, b]) => ({ a, b }));

describe('groupSubjects', () => {
  it('joins pairs that share a cluster, and leaves out clusters in none', () => {
    assert.deepEqual(groupSubjects(['en', 'it', 'id', 'en', 'id'], pairs([0, 1], [3, 4], [1, 2])), [
      [0, 1, 2],
      [3, 4],
    ]);
    assert.deepEqual(groupSubjects(['en', 'it'], []), []);
  });

  it('passes over a pair that would bring in a second cluster of a language, the earlier pair stands', () => {
    const languages = ['en', 'it', 'id', 'en'];
    assert.deepEqual(groupSubjects(languages, pairs([0, 1], [1, 2], [2, 3])), [[0, 1, 2]]);
    assert.deepEqual(groupSubjects(languages, pairs([2, 3], [0, 1], [1, 2])), [
      [0, 1],
      [2, 3],
    ]);
  });

  it('never puts two clusters of a language, or one cluster twice, into subjects', () => {
    const language = fc.constantFrom('en', 'it', 'id', 'de');
    const place = fc.nat(9);
    fc.assert(
      fc.property(
        fc.array(language, { minLength: 10, maxLength: 10 }),
        fc.array(fc.tuple(place, place)),
        (languages, places) => {
          const across = places.filter(([a, b]) => languages[a] !== languages[b]);
          const subjects = groupSubjects(languages, pairs(...across));
          for (const subject of subjects) {
            assert.ok(subject.length > 1);
            assert.equal(new Set(subject.map((of) => languages[of])).size, subject.length);
          }
          assert.equal(new Set(subjects.flat()).size, subjects.flat().length);
          assert.ok(across.length === 0 || subjects.length > 0, 'the first pair always stands');
        },
      ),
    );
  });
});
