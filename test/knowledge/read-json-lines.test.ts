import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KnowledgeDocument, UnreadableDocument } from '../../src/knowledge/knowledge-document.ts';
import { readDocuments } from '../../src/knowledge/read-documents.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

interface Read {
  documents: KnowledgeDocument[];
  unreadable: UnreadableDocument[];
}

async function read(path: string): Promise<Read> {
  const all: Read = { documents: [], unreadable: [] };
  for await (const one of readDocuments(path)) {
    if ('document' in one) all.documents.push(one.document);
    else all.unreadable.push(one.unreadable);
  }
  return all;
}

async function readFiles(files: Record<string, string | Uint8Array>): Promise<Read> {
  await using folder = await makeTempFolder(files);
  return await read(folder.path);
}

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
