import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import type { Asked } from '../../src/mining/judging/same-answer-judge.ts';
import type { NightCluster, NightJudge } from '../../src/nightly/cluster-phrasings.ts';
import type { NightPhrasing } from '../../src/nightly/embed-phrasings.ts';
import { findSubjects } from '../../src/nightly/find-subjects.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
let database: Database;
before(async () => {
  opened = await openTestApp();
  database = opened.app.database;
});
after(() => opened.close());
beforeEach(async () => {
  await database.query('TRUNCATE clusters RESTART IDENTITY');
});

async function cluster(language: string | null, text: string, asked: number): Promise<NightCluster> {
  const [{ id }] = await database.query<{ id: number }>(
    'INSERT INTO clusters (canonical_question, language, asked, users) VALUES ($1, $2, $3, 1) RETURNING id',
    [text, language, asked],
  );
  const canonical: NightPhrasing = {
    ...{ id, text, normalised: text, language: language ?? undefined, vector: new Float32Array(4) },
    ...{
      asked,
      users: new Map([[`user ${id}`, new Date()]]),
      conversations: new Set<string>(),
      previousCluster: undefined,
    },
  };
  return { id, canonical, language, phrasings: [canonical], asked, users: 1, conversations: 1 };
}

/** Two questions in English and Italian that stand out, and two whose words say nothing. */
const someClusters = () =>
  Promise.all([
    cluster('en', 'How much is a KITAS?', 9),
    cluster('en', 'Where do I get an NPWP?', 8),
    cluster('en', 'dogs', 30),
    cluster('it', 'Quanto costa un KITAS?', 3),
    cluster('it', 'Dove si ottiene un NPWP?', 4),
    cluster('it', 'cani', 20),
    cluster(null, 'KITAS', 5),
  ]);
const textsOf = (subjects: NightCluster[][]) =>
  subjects.map((subject) => subject.map(({ canonical }) => canonical.text).sort()).sort();
const KITAS = ['How much is a KITAS?', 'Quanto costa un KITAS?'];
const NPWP = ['Dove si ottiene un NPWP?', 'Where do I get an NPWP?'];
const DOGS = ['cani', 'dogs'];

/** Keeps what it was asked. */
function judgeOf(budget: number, verdict: (texts: string[]) => boolean) {
  const asked: string[][] = [];
  const isSameAnswer = async (a: Asked, b: Asked) => {
    asked.push([a.text, b.text].sort());
    return verdict(asked.at(-1)!);
  };
  return { asked, judge: { judge: { isSameAnswer }, budget } satisfies NightJudge };
}

describe('findSubjects', () => {
  it('takes what stands out where nobody can be asked', async () => {
    const found = await findSubjects(database, await someClusters(), { dryRun: false });
    assert.deepEqual(textsOf(found.subjects), [NPWP, KITAS].sort());
    assert.deepEqual([found.judgeCalls, found.judgeFailure, found.demand.size], [0, undefined, 4]);
    assert.deepEqual(
      [...found.demand.values()].map(({ asked, users }) => [asked, users]),
      [
        ...[
          [12, 2],
          [12, 2],
        ],
        ...[
          [12, 2],
          [12, 2],
        ],
      ],
    );
  });

  it('asks a judge, most demanded first, and does as it says', async () => {
    const { asked, judge } = judgeOf(10, (texts) => !texts.includes(KITAS[0]));
    const found = await findSubjects(database, await someClusters(), { dryRun: false, judge });
    assert.deepEqual(asked[0], DOGS);
    assert.deepEqual(asked.toSorted(), [NPWP, KITAS, DOGS].toSorted());
    assert.deepEqual(textsOf(found.subjects), [NPWP, DOGS].sort());
    assert.equal(found.judgeCalls, 3);
  });

  it('asks no more than the budget allows, and goes by what stands out for the rest', async () => {
    const { asked, judge } = judgeOf(1, () => true);
    const found = await findSubjects(database, await someClusters(), { dryRun: false, judge });
    assert.deepEqual(asked, [DOGS]);
    assert.deepEqual(textsOf(found.subjects), [NPWP, KITAS, DOGS].sort());
  });

  it('goes by what stands out when the judge fails, and says so', async () => {
    const { judge } = judgeOf(10, (texts) => {
      if (!texts.includes('cani')) throw new Error('away');
      return false;
    });
    const found = await findSubjects(database, await someClusters(), { dryRun: false, judge });
    assert.deepEqual(textsOf(found.subjects), [NPWP, KITAS].sort());
    assert.deepEqual([found.judgeCalls, found.judgeFailure], [1, 'away']);
  });

  it('stops when it is told to', async () => {
    const reason = new Error('gone');
    const signal = AbortSignal.abort(reason);
    const { judge } = judgeOf(10, () => {
      throw reason;
    });
    const clusters = await someClusters();
    await assert.rejects(findSubjects(database, clusters, { dryRun: false, judge, signal }), reason);
  });

  it('writes down what belongs together, and takes back what no longer does', async () => {
    const clusters = await someClusters();
    const stored = async () =>
      (await database.query<{ s: number | null }>('SELECT subject_id AS s FROM clusters ORDER BY id')).map(
        ({ s }) => s,
      );
    const nameOf = (text: string) => clusters.find(({ canonical }) => canonical.text === text)!.id;
    const expected = (...subjects: string[][]) =>
      clusters
        .toSorted((a, b) => a.id - b.id)
        .map(({ canonical }) => {
          const subject = subjects.find((texts) => texts.includes(canonical.text));
          return subject ? Math.min(...subject.map(nameOf)) : null;
        });
    await findSubjects(database, clusters, { dryRun: true });
    assert.deepEqual(await stored(), expected());
    await findSubjects(database, clusters, { dryRun: false });
    assert.deepEqual(await stored(), expected(KITAS, NPWP));
    const { judge } = judgeOf(10, (texts) => texts.includes('cani'));
    await findSubjects(database, clusters, { dryRun: false, judge });
    assert.deepEqual(await stored(), expected(DOGS));
    await findSubjects(database, clusters.slice(0, 3), { dryRun: false });
    assert.deepEqual(await stored(), expected());
  });
});
