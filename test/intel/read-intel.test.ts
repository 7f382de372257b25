import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkIntelPath, type ReadIntel, readIntel } from '../../src/intel/read-intel.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const DOCUMENT = { title: 'A title', content: 'Some content.' };

async function readAll(path: string): Promise<ReadIntel[]> {
  const read: ReadIntel[] = [];
  for await (const one of readIntel(path)) read.push(one);
  return read;
}

/** `place: title`, or `place! reason`. */
function told(read: ReadIntel): string {
  return 'reason' in read ? `${read.place}! ${read.reason}` : `${read.place}: ${read.document.title}`;
}

test('a folder is read with all folders in it: documents, lists and lines, each told by its place', async () => {
  const line = (title: string) => JSON.stringify({ ...DOCUMENT, title });
  await using folder = await makeTempFolder({
    'b/one.json': line('one'),
    'a.json': `\uFEFF[${line('first')}, ${line('second')}]`,
    'c.jsonl': `${line('line one')}\r\n\n${line('line three')}`,
    'd.NDJSON': line('shouting'),
    'e.json': '[]',
    '.hidden/x.json': line('hidden'),
    'notes.txt': 'not read',
  });
  assert.deepEqual((await readAll(folder.path)).map(told), [
    'a.json item 1: first',
    'a.json item 2: second',
    'b/one.json: one',
    'c.jsonl line 1: line one',
    'c.jsonl line 3: line three',
    'd.NDJSON line 1: shouting',
  ]);
});

test('links are followed, none in a circle, and one that leads nowhere is told', async () => {
  const line = (title: string) => JSON.stringify({ ...DOCUMENT, title });
  await using elsewhere = await makeTempFolder({ 'x.json': line('elsewhere'), 'single.json': line('single') });
  await using folder = await makeTempFolder({ 'own.json': line('own'), 'sub/deep.json': line('deep') });
  await symlink(elsewhere.path, join(folder.path, 'linked'));
  await symlink(join(elsewhere.path, 'single.json'), join(folder.path, 'file.json'));
  await symlink(folder.path, join(folder.path, 'sub', 'back'));
  await symlink('nowhere.json', join(folder.path, 'broken.json'));
  const read = (await readAll(folder.path)).map(told);
  assert.match(read.shift()!, /^broken\.json! it is a link that cannot be followed \(ENOENT/);
  assert.deepEqual(read, [
    'file.json: single',
    'linked/single.json: single',
    'linked/x.json: elsewhere',
    'own.json: own',
    'sub/deep.json: deep',
  ]);
});

test('a bad document costs itself only, and is told by its place and why, quoting nothing', async () => {
  await using folder = await makeTempFolder({
    'a.jsonl': [
      '{"title": "SECRET-WORD", "content": ',
      JSON.stringify(DOCUMENT),
      '[]',
      JSON.stringify({ title: ' ', content: 'x' }),
      JSON.stringify({ title: 'x' }),
      JSON.stringify({ ...DOCUMENT, published_at: 'yesterday' }),
      JSON.stringify({ ...DOCUMENT, published_at: '2026-02-30' }),
      JSON.stringify({ ...DOCUMENT, url: 'javascript:alert(1)' }),
      JSON.stringify({ ...DOCUMENT, content: 'half \ud800' }),
      JSON.stringify({ ...DOCUMENT, content: 'with \0' }),
      '"SECRET-WORD"',
    ].join('\n'),
    'b.json': `{"title": "${'long '.repeat(20)}", SECRET-WORD: 1, "${'long '.repeat(20)}": 2}`,
    'c.json': Buffer.from([0x7b, 0xff, 0x7d]),
    'd.json': '[1]',
  });
  const read = await readAll(folder.path);
  const reasons = read.map(told);
  assert.equal(read.filter((one) => 'document' in one).length, 1);
  assert.doesNotMatch(reasons.join('\n'), /SECRET-WORD/);
  for (const [i, says] of [
    [0, /^a.jsonl line 1! it is no JSON/],
    [2, /^a.jsonl line 3! the whole/],
    [3, /line 4! title: must not be empty/],
    [4, /line 5! content/],
    [5, /line 6! published_at: must be a date such as/],
    [6, /line 7! published_at/],
    [7, /line 8! url: must be an http/],
    [8, /line 9! it holds half of a surrogate pair/],
    [9, /line 10! it holds NUL/],
    [10, /line 11! the whole/],
    [11, /^b.json! it is no JSON/],
    [12, /^c.json! it is no UTF-8/],
    [13, /^d.json item 1! the whole/],
  ] as const)
    assert.match(reasons[i], says);
});

for (const [given, expected] of [
  ['2026-10-12', '2026-10-12T00:00:00.000Z'],
  ['2026-10-12T03:00:00', '2026-10-12T03:00:00.000Z'],
  ['2026-10-12T03:00:00+08:00', '2026-10-11T19:00:00.000Z'],
  ['Mon, 12 Oct 2026 03:00:00 GMT', '2026-10-12T03:00:00.000Z'],
  ['', undefined],
  [null, undefined],
] as const) {
  test(`published_at ${JSON.stringify(given)} is ${expected ?? 'not known'}`, async () => {
    await using folder = await makeTempFolder({ 'a.json': JSON.stringify({ ...DOCUMENT, published_at: given }) });
    const [read] = await readAll(join(folder.path, 'a.json'));
    assert.ok('document' in read, told(read));
    assert.equal(read.document.published_at?.toISOString(), expected);
  });
}

test('what is not there, or of another kind, is refused before anything is read', async () => {
  await using folder = await makeTempFolder({ 'a.txt': 'x', 'b.json': '{}' });
  await checkIntelPath(folder.path);
  await checkIntelPath(join(folder.path, 'b.json'));
  await assert.rejects(checkIntelPath(join(folder.path, 'gone')), { code: 'bad-input' });
  await assert.rejects(checkIntelPath(join(folder.path, 'a.txt')), { code: 'bad-input', message: /\.json, \.jsonl/ });
});
