import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { NightCluster } from '../../src/nightly/cluster-phrasings.ts';
import type { NightPhrasing } from '../../src/nightly/embed-phrasings.ts';
import { type AnswerStates, pickClusters } from '../../src/nightly/pick-clusters.ts';
import type { SharedDemand } from '../../src/nightly/shared-demand.ts';

const PHRASING: NightPhrasing = {
  id: 1,
  text: 'what',
  normalised: 'what',
  language: 'en',
  vector: new Float32Array(1),
  asked: 1,
  users: new Map(),
  conversations: new Set<string>(),
  previousCluster: undefined,
};
const cluster = (id: number, asked: number, users = 3): NightCluster => ({
  ...{ id, asked, users, conversations: asked },
  ...{ canonical: PHRASING, language: 'en', phrasings: [PHRASING] },
});
const states = (current: number[] = [], triedInVain: [number, number][] = []): AnswerStates => ({
  current: new Set(current),
  triedInVain: new Map(triedInVain.map(([id, day]) => [id, new Date(Date.UTC(2026, 0, day))])),
});
const pick = (
  clusters: NightCluster[],
  known: AnswerStates,
  maxGolden = 50,
  shared?: ReadonlyMap<number, SharedDemand>,
) => {
  const { picked, kept } = pickClusters(clusters, known, maxGolden, shared);
  return { ids: picked.map(({ cluster: { id } }) => id), kept };
};

describe('pickClusters', () => {
  it('picks what is asked most, then by more users, then the older one, at most as many as asked for', () => {
    const clusters = [cluster(5, 9), cluster(1, 9), cluster(2, 9, 4), cluster(3, 30), cluster(4, 8)];
    assert.deepEqual(pick(clusters, states()).ids, [3, 2, 1, 5, 4]);
    assert.deepEqual(pick(clusters, states(), 2).ids, [3, 2]);
  });

  it('leaves out what fewer than three users asked, however often', () => {
    assert.deepEqual(pick([cluster(1, 500, 2), cluster(2, 3)], states()).ids, [2]);
  });

  it('passes over clusters whose answer stands, and counts them', () => {
    const clusters = [cluster(1, 50), cluster(2, 40), cluster(3, 30), cluster(4, 2, 1)];
    assert.deepEqual(pick(clusters, states([1, 4, 77]), 1), { ids: [2], kept: 2 });
  });

  it('takes what was tried in vain last, what waits longest first', () => {
    const clusters = [cluster(1, 50), cluster(2, 40), cluster(3, 30), cluster(4, 3)];
    const known = states(
      [],
      [
        [1, 5],
        [2, 3],
      ],
    );
    assert.deepEqual(pick(clusters, known).ids, [3, 4, 2, 1]);
    assert.deepEqual(pick(clusters, known, 3).ids, [3, 4, 2]);
  });

  it('comes to every cluster in turn, when nothing can be answered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5 }), (count, maxGolden) => {
        const clusters = Array.from({ length: count }, (_, i) => cluster(i + 1, 100 - i));
        const tried: [number, number][] = [];
        for (let night = 0; night < Math.ceil(count / maxGolden); night++) {
          for (const id of pick(clusters, states([], tried), maxGolden).ids) tried.push([id, tried.length]);
        }
        assert.equal(new Set(tried.map(([id]) => id)).size, count);
      }),
    );
  });

  it('ranks by the demand over all languages, then by that of the cluster alone', () => {
    const demand: SharedDemand = { languages: ['en', 'id'], asked: 34, users: 9 };
    const clusters = [cluster(1, 4), cluster(2, 20), cluster(3, 30), cluster(4, 34, 9), cluster(5, 40)];
    const shared = new Map([1, 3].map((id) => [id, demand]));
    assert.deepEqual(pick(clusters, states(), 50, shared).ids, [5, 4, 3, 1, 2]);
    assert.deepEqual(
      pick(clusters, states([3, 5]), 2, shared).ids,
      [4, 1],
      'an answer in English leaves the demand as it is',
    );
    const { picked } = pickClusters(clusters, states(), 4, shared);
    assert.deepEqual(
      picked.map((of) => of.demand),
      [{ languages: ['en'], asked: 40, users: 3 }, { languages: ['en'], asked: 34, users: 9 }, demand, demand],
    );
  });

  it('counts the users over all languages', () => {
    const clusters = [cluster(1, 3, 1), cluster(2, 3, 1)];
    const shared = new Map([[1, { languages: ['en', 'id'], asked: 6, users: 3 }]]);
    assert.deepEqual(pick(clusters, states(), 50, shared).ids, [1]);
    assert.deepEqual(
      pick(clusters, states(), 50, new Map([[1, { languages: ['en', 'id'], asked: 6, users: 2 }]])).ids,
      [],
    );
  });

  it('takes no notice of the order of the clusters', () => {
    const clusters = [cluster(5, 9), cluster(1, 9), cluster(2, 9, 4), cluster(3, 30), cluster(4, 8)];
    assert.deepEqual(pick(clusters.toReversed(), states([3])), pick(clusters, states([3])));
  });
});
