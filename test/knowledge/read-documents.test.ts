import assert from 'node:assert/strict';
import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { asOrdinaryUser } from '../support/as-ordinary-user.ts';
import { readFiles, readFolder } from '../support/read-folder.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

test('Markdown, text and JSONL in folders are read in the order of their names', async () => {
  const { documents, unreadable } = await readFiles({
    'b.md': '# KITAS\n\nA permit.',
    'a/notes.txt': 'Plain.',
    'c.jsonl': '{"title":"One","text":"First."}\n{"title":"Two","text":"Second."}',
    'picture.png': 'no text',
    '.hidden/secret.md': 'secret',
    '.hidden.md': 'secret',
  });
  assert.deepEqual(
    documents.map((document) => document.path),
    ['a/notes.txt', 'b.md', 'c.jsonl#One', 'c.jsonl#Two'],
  );
  assert.deepEqual(unreadable, []);
});

test('front matter names title, address and language, and is no part of the text', async () => {
  const content =
    '---\ntitle: "Stay: permits"\nurl: https://example.com/kitas\nlanguage: id\nauthor: me\n---\n# Heading\n\nIsi.\n';
  const { documents } = await readFiles({ 'a.md': content });
  assert.deepEqual(documents, [
    {
      path: 'a.md',
      title: 'Stay: permits',
      text: '# Heading\n\nIsi.\n',
      url: 'https://example.com/kitas',
      language: 'id',
    },
  ]);
});

test('without front matter the first heading is the title, and without a heading the name', async () => {
  const { documents } = await readFiles({
    'a.md': 'Intro.\n\n# KITAS\n\nText.',
    'tax-number.md': '## Two\n\nText.',
    'c.txt': 'Text.',
  });
  assert.deepEqual(
    documents.map((document) => document.title),
    ['KITAS', 'c', 'tax-number'],
  );
});

test('front matter with CRLF, a byte order mark before it, or nothing in it is understood', async () => {
  const { documents } = await readFiles({
    'a.md': '---\r\ntitle: A\r\n---\r\nText.',
    'b.md': '\uFEFF---\ntitle: B\n---\nText.',
    'c.md': '---\n\n---\nText.',
  });
  assert.deepEqual(
    documents.map((document) => document.title),
    ['A', 'B', 'c'],
  );
  for (const { text } of documents) assert.equal(text.trim(), 'Text.');
});

test('a line of dashes in the middle of a text is no front matter', async () => {
  const { documents } = await readFiles({ 'a.md': 'One.\n\n---\n\nTwo.\n\n---\n\nThree.' });
  assert.equal(documents[0].text, 'One.\n\n---\n\nTwo.\n\n---\n\nThree.');
});

test('front matter that is no YAML, or not of the right types, is told with the file', async () => {
  const { documents, unreadable } = await readFiles({
    'bad.md': '---\ntitle: [unclosed\n---\nText.',
    'list.md': '---\n- one\n- two\n---\nText.',
    'good.md': 'Text.',
  });
  assert.deepEqual(
    documents.map((document) => document.path),
    ['good.md'],
  );
  assert.deepEqual(
    unreadable.map(({ place, path }) => [place, path]),
    [
      ['bad.md', 'bad.md'],
      ['list.md', 'list.md'],
    ],
  );
  for (const { reason } of unreadable) assert.doesNotMatch(reason, /^\s*\[|"code"/, `a person reads this: ${reason}`);
});

test('a title in front matter that YAML takes for a number or a date is a title', async () => {
  const { documents, unreadable } = await readFiles({
    'a.md': '---\ntitle: 2026\n---\nText.',
    'b.md': '---\ntitle: 2026-01-01\n---\nText.',
  });
  assert.deepEqual(unreadable, []);
  assert.deepEqual(
    documents.map((document) => document.title),
    ['2026', '2026-01-01'],
  );
});

test('empty files, binary files and broken UTF-8 are told, and the others are read', async () => {
  const { documents, unreadable } = await readFiles({
    'empty.md': '',
    'blank.txt': ' \n\t\n',
    'front-only.md': '---\ntitle: A\n---\n',
    'binary.txt': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
    'latin1.txt': new Uint8Array([0x70, 0x65, 0x72, 0xf2]),
    'nul.md': 'A\0B',
    'good.md': 'Text.',
  });
  assert.deepEqual(
    documents.map((document) => document.path),
    ['good.md'],
  );
  assert.deepEqual(unreadable.map(({ place }) => place).sort(), [
    'binary.txt',
    'blank.txt',
    'empty.md',
    'front-only.md',
    'latin1.txt',
    'nul.md',
  ]);
  for (const { path, reason } of unreadable) {
    assert.ok(path, 'the document is known by its path');
    assert.ok(reason.length > 5);
  }
});

test('a single file is read, whatever the case of its ending', async () => {
  await using folder = await makeTempFolder({ 'Page.MD': '# Page\n\nText.' });
  const { documents } = await readFolder(join(folder.path, 'Page.MD'));
  assert.deepEqual(
    documents.map(({ path, title }) => [path, title]),
    [['Page.MD', 'Page']],
  );
});

test('a missing path and a file of another kind are refused as bad input', async () => {
  await using folder = await makeTempFolder({ 'a.png': 'picture' });
  for (const name of ['missing', 'a.png']) {
    await assert.rejects(readFolder(join(folder.path, name)), { name: 'GoldsmithError', code: 'bad-input' });
  }
});

test('an empty folder has no documents', async () => {
  assert.deepEqual(await readFiles({}), { documents: [], unreadable: [], omitted: [] });
});

test('a file and a folder that may not be read are told, and the others are read', async () => {
  await using folder = await makeTempFolder({
    'locked.md': 'x',
    'closed/a.md': 'x',
    'z.md': 'Text.',
    'locked.jsonl': '{"title":"T","text":"x"}',
  });
  await chmod(folder.path, 0o755);
  for (const name of ['locked.md', 'closed', 'locked.jsonl']) await chmod(join(folder.path, name), 0);
  const reading = asOrdinaryUser(() => readFolder(folder.path));
  const { documents, unreadable } = await reading.finally(() => chmod(join(folder.path, 'closed'), 0o700));
  assert.deepEqual(
    documents.map((document) => document.path),
    ['z.md'],
  );
  assert.equal(unreadable.length, 3);
});

test('links to files are read, and a link that leads nowhere or back to its folder ends nothing', async () => {
  await using target = await makeTempFolder({ 'real.md': '# Real\n\nText.' });
  await using folder = await makeTempFolder({ 'z.md': 'Text.' });
  await symlink(join(target.path, 'real.md'), join(folder.path, 'linked.md'));
  await symlink(join(folder.path, 'nowhere.md'), join(folder.path, 'broken.md'));
  await symlink(folder.path, join(folder.path, 'loop'));
  const { documents } = await readFolder(folder.path);
  assert.ok(documents.some((document) => document.path === 'z.md'));
  assert.ok(documents.length <= 2);
});
