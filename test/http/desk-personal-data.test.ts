import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nightOptions, PAGES, QUESTIONS, writeLog } from '../support/night-case.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

const PERSONAL = ['ada@example.com', '+62 812 3456 7890', 'X1234567'];

/** How chat users write of themselves; those of `writeLog` are behind them. */
const WITH_PERSONAL = {
  kitas: [...QUESTIONS.kitas, ...PERSONAL.map((secret) => `What is a KITAS? I am ${secret}`)],
  surf: [...QUESTIONS.surf, ...PERSONAL.map((secret) => `Where can I rent a surfboard in Canggu? I am ${secret}`)],
};

let opened: TestApp;
let server: TestServer;
before(async () => {
  opened = await openTestApp();
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
  await writeLog(opened.app.database, WITH_PERSONAL);
  await opened.app.nightly.run(nightOptions());
  server = await openTestServer(opened.app);
  await server.chat(`What is a KITAS? I am ${PERSONAL[0]}`);
  const [{ cluster }] = await opened.app.database.query<{ cluster: number }>(
    'SELECT cluster_id AS cluster FROM golden_answers LIMIT 1',
  );
  // As a program maps them that uses the library.
  await opened.app.golden.updateClusterMapping(cluster, [{ text: `KITAS please, my number is ${PERSONAL[1]}` }]);
  await opened.app.recorders.lookups.flush();
});
after(async () => {
  await server.close();
  await opened.close();
});

const read = async (path: string) => {
  const response = await fetch(`${server.url}/api/desk${path}`);
  assert.equal(response.status, 200, path);
  return response.text();
};

test('no personal data of chat users is seen at the desk, wherever their words are', async () => {
  const { answers } = JSON.parse(await read('/answers'));
  const [{ id }] = answers;
  const [{ run }] = JSON.parse(await read('/nights')).nights;
  const session = JSON.parse(await read('/session'));
  const mark = JSON.parse(await read(`/answers/${id}/hits`)).hits[0];
  const marked = await fetch(`${server.url}/api/desk/answers/${id}/hits/${mark.key}/wrong`, {
    method: 'POST',
    headers: { 'x-csrf-token': session.csrf_token },
  });
  assert.equal(marked.status, 200);
  const places = [
    ...['/answers', `/answers/${id}`, `/answers/${id}/hits`, `/answers/${id}/versions`, '/answers/export'],
    ...['/answers/export?format=jsonl', '/review', '/lookups', '/gaps', '/map', '/audit', '/overview'],
    ...[`/nights/${run}`, `/nights/${run}/changes?kind=created`],
  ];
  const texts = await Promise.all(places.map(read));
  for (const [i, text] of texts.entries())
    for (const secret of PERSONAL) assert.ok(!text.includes(secret), `${places[i]} tells ${secret}`);
  for (const place of [`/answers/${id}`, `/answers/${id}/hits`, '/answers/export', '/lookups', '/map'])
    assert.match(texts[places.indexOf(place)], /\[(email|number|document)\]/, `${place} shows such a question at all`);
  assert.match(texts[places.indexOf(`/answers/${id}`)], /my number is \[number\]/);
});
