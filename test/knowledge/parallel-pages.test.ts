import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readParallelPages, withoutLanguage } from '../../src/knowledge/parallel-pages.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
before(async () => {
  opened = await openTestApp();
});
after(() => opened.close());

for (const [place, language, expected] of [
  ['/kb/en/kitas.md', 'en', '/kb/kitas.md'],
  ['/kb/it/kitas.md', 'it', '/kb/kitas.md'],
  ['/kb/kitas.it.md', 'it', '/kb/kitas.md'],
  ['/kb/kitas.md', 'en', '/kb/kitas.md'],
  ['/kb/it-IT/kitas.md', 'it', '/kb/kitas.md'],
  ['/kb/kitas_id.md', 'id', '/kb/kitas.md'],
  ['/kb/italy/visit.md', 'it', '/kb/italy/visit.md'],
] as const) {
  test(`${place} without the mark of ${language} is ${expected}`, () =>
    assert.equal(withoutLanguage(place, language), expected));
}

test('the pages that are there in several languages are read with their texts', async () => {
  const { app } = opened;
  assert.deepEqual(await readParallelPages(app.database), []);
  await using folder = await makeTempFolder({
    'en/kitas.md': '# KITAS\n\nA KITAS is a limited stay permit for foreigners in Indonesia.',
    'id/kitas.md': '# KITAS\n\nKITAS adalah izin tinggal terbatas untuk orang asing di Indonesia.',
    'en/alone.md': '# Alone\n\nThis page is there in English and in no other language.',
    'levy.md': '# The tourist levy\n\nEvery foreign visitor pays the levy of Bali once.',
    'levy.it.md': '# La tassa turistica\n\nOgni visitatore straniero paga la tassa di Bali una volta.',
  });
  await app.knowledge.ingest(folder.path);
  const pages = await readParallelPages(app.database);
  assert.deepEqual(pages.map((page) => [...page.keys()].sort()).sort(), [
    ['en', 'id'],
    ['en', 'it'],
  ]);
  const kitas = pages.find((page) => page.has('id'))!;
  assert.match(kitas.get('en')!, /^KITAS\n.*limited stay permit/s);
  assert.match(kitas.get('id')!, /izin tinggal terbatas/);
});
