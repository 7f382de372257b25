import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { ReaderThread } from '../../src/knowledge/readers/reader-thread.ts';
import { makePdf } from '../support/make-pdf.ts';
import { readFolder } from '../support/read-folder.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const html = (text: string) => ({ format: 'html' as const, bytes: Buffer.from(text) });

test('a file that takes all memory costs itself only', async () => {
  const bytes = deflateSync(deflateSync(Buffer.alloc(400_000_000, ' ')));
  const bomb = makePdf([[]], { rawContent: { filter: '[/FlateDecode /FlateDecode]', bytes } });
  assert.ok(bomb.length < 100_000);
  await using thread = new ReaderThread({ megabytes: 200 });
  await assert.rejects(thread.read({ format: 'pdf', bytes: bomb }), /too much memory/);
  assert.equal((await thread.read(html('<p>Text.')))[0].text, 'Text.');
});

test('a file that takes too long costs itself only', async () => {
  await using thread = new ReaderThread({ milliseconds: 1 });
  await assert.rejects(thread.read(html('<p>Text.'.repeat(20_000))), /takes more than 0.001 s/);
});

test('a reading that is aborted throws the reason', async () => {
  await using thread = new ReaderThread();
  const reason = new Error('enough');
  await assert.rejects(thread.read(html('<p>Text.'), AbortSignal.abort(reason)), (error) => error === reason);
  const stop = new AbortController();
  const reading = thread.read(html('<p>Text.'.repeat(50_000)), stop.signal);
  setImmediate(() => stop.abort(reason));
  await assert.rejects(reading, (error) => error === reason);
});

test('a file that is too large is told before it is read', async () => {
  await using folder = await makeTempFolder({ 'a.html': '<p>Text.' });
  for (const name of ['large.pdf', 'large.txt']) {
    const file = await open(join(folder.path, name), 'w');
    await file.truncate(61_000_000);
    await file.close();
  }
  const { documents, unreadable } = await readFolder(folder.path);
  assert.equal(documents.length, 1);
  for (const { reason } of unreadable) assert.match(reason, /it has 61 MB; at most 50 MB/);
  assert.equal(unreadable.length, 2);
});
