import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFiles } from '../support/read-folder.ts';

test('each bad JSONL line is told by number, and the lines around it are read', async () => {
  const lines = [
    '{"title":"One","text":"a"}',
    '{"title":',
    '',
    '{"title":"No text"}',
    '{"title":"","text":"b"}',
    '{"title":"N","text":"a\\u0000b"}',
    '{"title":"Two","text":"c"}',
  ];
  const { documents, unreadable } = await readFiles({ 'a.jsonl': lines.join('\r\n') });
  assert.deepEqual(
    documents.map((document) => document.title),
    ['One', 'Two'],
  );
  assert.deepEqual(
    unreadable.map(({ place }) => place),
    ['a.jsonl line 2', 'a.jsonl line 4', 'a.jsonl line 5', 'a.jsonl line 6'],
  );
});

test('a byte order mark before the first JSONL line is no part of it', async () => {
  const { documents, unreadable } = await readFiles({ 'a.jsonl': '\uFEFF{"title":"One","text":"a"}\n' });
  assert.deepEqual(unreadable, []);
  assert.equal(documents.length, 1);
});

test('a JSONL file that is no UTF-8 is told, not read as something else', async () => {
  const broken = Buffer.concat([
    Buffer.from('{"title":"One","text":"per'),
    Buffer.from([0xf2]),
    Buffer.from('"}\n{"title":"Two","text":"b"}\n'),
  ]);
  const { documents, unreadable } = await readFiles({ 'a.jsonl': broken });
  assert.deepEqual(
    documents.map((document) => document.title),
    ['Two'],
  );
  assert.deepEqual(
    unreadable.map(({ place }) => place),
    ['a.jsonl line 1'],
  );
});

test('a JSONL line is known by its address, or else its title; equal ones are counted', async () => {
  const lines = [
    '{"title":"T","text":"a","url":"https://x/1"}',
    '{"title":"T","text":"b"}',
    '{"title":"T","text":"c"}',
  ];
  const { documents } = await readFiles({ 'a.jsonl': lines.join('\n') });
  assert.deepEqual(
    documents.map((document) => document.path),
    ['a.jsonl#https://x/1', 'a.jsonl#T', 'a.jsonl#T (2)'],
  );
});
