import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
before(async () => {
  opened = await openTestApp();
  await opened.app.migration.start();
  await using pages = await makeTempFolder({
    'en/kitas.md': '# KITAS\n\nA KITAS is a permit to stay for a limited time.',
  });
  await opened.app.knowledge.ingest(pages.path);
});
after(() => opened.close());

const ask = (question: string) => opened.app.chat.answer({ question });

test('a word or two that look like small talk are answered by a page that speaks of them', async () => {
  const { route, response, sources } = await ask('KITAS');
  assert.equal(route?.name, 'casual');
  assert.match(response, /^A KITAS is/);
  assert.deepEqual(
    sources.map(({ path }) => path),
    ['en/kitas.md'],
  );
});

test('a greeting is greeted, whatever the knowledge base says', async () => {
  const { response, sources } = await ask('Ciao!');
  assert.match(response, /^Ciao!/);
  assert.deepEqual(sources, []);
});

test('what looks like small talk and is on no page is greeted', async () => {
  assert.deepEqual((await ask('my dog ate it lol')).sources, []);
});

test('a question in letters that the classifier does not know goes to the knowledge base', async () => {
  for (const question of ['什么是KITAS?', 'Что такое КИТАС?', 'ما هو تصريح الإقامة؟'])
    assert.deepEqual((await ask(question)).route, {
      name: 'business',
      why: 'in letters that the classifier does not know',
    });
});
