import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NightCluster } from '../../src/nightly/cluster-phrasings.ts';
import type { NightPhrasing } from '../../src/nightly/embed-phrasings.ts';
import { sharedDemandOf } from '../../src/nightly/shared-demand.ts';

function cluster(language: string | null, asked: number, ...users: string[]): NightCluster {
  const canonical: NightPhrasing = {
    ...{ id: 1, text: 'what', normalised: 'what', language: language ?? undefined, vector: new Float32Array(1) },
    ...{
      asked,
      users: new Map(users.map((user) => [user, new Date()])),
      conversations: new Set<string>(),
      previousCluster: undefined,
    },
  };
  return { id: 1, canonical, language, phrasings: [canonical], asked, users: users.length, conversations: asked };
}

describe('sharedDemandOf', () => {
  it('adds up what is asked, and counts a user of two languages once', () => {
    const clusters = [cluster('it', 5, 'ann', 'bea'), cluster('en', 9, 'ann', 'carl', 'dan')];
    assert.deepEqual(sharedDemandOf(clusters), { languages: ['en', 'it'], asked: 14, users: 4 });
  });

  it("is the cluster's own where there is one", () => {
    assert.deepEqual(sharedDemandOf([cluster('id', 5, 'ann', 'bea')]), { languages: ['id'], asked: 5, users: 2 });
    assert.deepEqual(sharedDemandOf([cluster(null, 3, 'ann')]), { languages: [], asked: 3, users: 1 });
  });
});
