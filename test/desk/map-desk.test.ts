import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MapPoint, QuestionMap } from '../../src/desk/api/map.ts';
import { MapDesk } from '../../src/desk/map/map-desk.ts';
import { readPoints } from '../../src/desk/map/read-map.ts';
import { createLog } from '../../src/log.ts';
import { nightOptions, PAGES, writeLog } from '../support/night-case.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

let opened: TestApp;
let desk: MapDesk;
before(async () => {
  opened = await openTestApp();
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
  await writeLog(opened.app.database);
  await opened.app.nightly.run(nightOptions());
  desk = new MapDesk(opened.app);
});
after(async () => {
  await desk.close();
  await opened.close();
});

async function placed(map = desk): Promise<QuestionMap> {
  await waitFor(async () => (await map.read()).points.every(({ x }) => x !== null), 'every question has a place');
  return map.read();
}

test('the first look places every question; the next finds them where they were', async () => {
  const first = await desk.read();
  assert.ok(first.placing && first.points.every(({ x }) => x === null));
  const { points, clusters, total } = await placed();
  const [{ known }] = await opened.app.database.query<{ known: number }>(
    'SELECT count(*)::int AS known FROM phrasings',
  );
  assert.deepEqual([points.length, total], [known, known]);
  assert.ok(clusters.length >= 8 && clusters.some(({ state }) => state === 'answered'));
  assert.deepEqual((await new MapDesk(opened.app).read()).points, points);
});

test('a new question is placed, and those that were there stay about where they were', async () => {
  const { points } = await placed();
  const [gone] = points;
  await opened.app.database.query('DELETE FROM map_positions WHERE phrasing_id = $1', [gone.id]);
  const after = await placed();
  const moved = after.points.map(({ x, y }, i) => Math.hypot(x! - points[i].x!, y! - points[i].y!));
  const extent = Math.max(...points.map(({ x }) => x!)) - Math.min(...points.map(({ x }) => x!));
  assert.ok(moved.toSorted((a, b) => a - b)[moved.length >> 1] < extent / 10);
});

test('each state is told', async () => {
  const { database } = opened.app;
  const ids = await database.query<{ id: number }>(
    "SELECT id FROM golden_answers WHERE status = 'published' ORDER BY id",
  );
  const [draft, paused, stale, served] = ids.map(({ id }) => id);
  await database.query("UPDATE golden_answers SET status = 'draft' WHERE id = $1", [draft]);
  await database.query("UPDATE golden_answers SET status = 'paused' WHERE id = $1", [paused]);
  await database.query("UPDATE golden_answers SET stale_since = now(), stale_reason = 'x' WHERE id = $1", [stale]);
  const { clusters } = await desk.read();
  const stateOf = (answer: number) => clusters.find(({ answer_id }) => answer_id === answer)?.state;
  assert.deepEqual([draft, paused, stale, served].map(stateOf), ['draft', 'withheld', 'gap', 'answered']);
  assert.ok(clusters.some(({ answer_id, state }) => answer_id === null && state === 'gap'));
});

test('with more questions than fit, each cluster is still there', async () => {
  const { database, embedder } = opened.app;
  const all = await readPoints(database, embedder.id);
  const clusters = new Set(all.points.flatMap(({ cluster }) => cluster ?? []));
  const few = await readPoints(database, embedder.id, clusters.size);
  assert.deepEqual(new Set(few.points.map(({ cluster }) => cluster)), clusters);
  assert.equal(few.total, all.total);
});

test('of any number of questions: of each cluster the most used wording, then the others by users, then the newest outliers', async () => {
  const { database, embedder } = opened.app;
  // So that nobody used the oldest wording of a cluster, and the most used of one has fewer users than the second of another.
  await database.query(
    `DELETE FROM query_clusters WHERE id % 3 < phrasing_id % 3 OR cluster_id = (SELECT min(cluster_id) FROM query_clusters)
       OR phrasing_id IN (SELECT min(phrasing_id) FROM query_clusters GROUP BY cluster_id)`,
  );
  const { points, total } = await readPoints(database, embedder.id);
  const users = await database.query<{ id: number; users: number }>(
    `SELECT p.id::int AS id, count(k.id)::int AS users FROM phrasings p LEFT JOIN query_clusters k ON k.phrasing_id = p.id
     GROUP BY p.id ORDER BY p.id`,
  );
  assert.deepEqual(
    points.map(({ id, users }) => ({ id, users })),
    users,
  );
  const [firsts, others, outliers] = ranked(points);
  assert.ok(firsts.length > 1 && others.length > 1 && outliers.length > 1);
  assert.ok(firsts.at(-1)!.users < others[0].users && others.some(({ users }) => users === 0));
  const inOrder = [...firsts, ...others, ...outliers];
  const bounds = [0, firsts.length, firsts.length + others.length, inOrder.length];
  for (const limit of bounds.flatMap((bound) => [bound - 1, bound, bound + 1]).filter((limit) => limit >= 0)) {
    const expected = inOrder.slice(0, limit).toSorted((a, b) => a.id - b.id);
    assert.deepEqual(await readPoints(database, embedder.id, limit), { points: expected, total }, `${limit} of them`);
  }
});

/** What the map has to show first, next and last. */
function ranked(points: readonly MapPoint[]): [MapPoint[], MapPoint[], MapPoint[]] {
  const byUsers = (a: MapPoint, b: MapPoint) => b.users - a.users || b.id - a.id;
  const clusters = Map.groupBy(points, ({ cluster }) => cluster);
  const outliers = clusters.get(null) ?? [];
  clusters.delete(null);
  const most = [...clusters.values()].map((own) => own.toSorted((a, b) => b.users - a.users || a.id - b.id));
  const firsts = most.map(([first]) => first).toSorted(byUsers);
  return [firsts, most.flatMap((own) => own.slice(1)).toSorted(byUsers), outliers.toSorted((a, b) => b.id - a.id)];
}

test('questions that another model has embedded are left out', async () => {
  assert.deepEqual(await readPoints(opened.app.database, 'another'), { points: [], total: 0 });
});

test('where placing fails the map is there without, says why, and rests before the next try', async () => {
  const { database, embedder } = opened.app;
  await database.query('DELETE FROM map_positions');
  // As with a model whose vectors are of another length than those in the table.
  const log = createLog('silent');
  const broken = new MapDesk({ database, embedder: { id: embedder.id, dimensions: 7 }, log });
  await broken.read();
  await waitFor(async () => (await broken.read()).trouble !== null, 'the failure is told');
  const { points, placing } = await broken.read();
  assert.ok(points.length > 0 && !placing);
  await broken.close();
});

test('closing ends the placing', async () => {
  await opened.app.database.query('DELETE FROM map_positions');
  const other = new MapDesk(opened.app);
  await other.read();
  await other.close();
  assert.equal((await other.read()).placing, false);
  assert.equal((await other.read()).trouble, null);
});
