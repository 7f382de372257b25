import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type Chunk, chunkDocument } from '../../src/knowledge/chunk-document.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';

let embedder: MiniLmEmbedder;
before(async () => {
  embedder = await MiniLmEmbedder.load();
});
after(() => embedder.close());

const MOST = 400;
const countTokens = (text: string) => embedder.countTokens(text);
const chunk = (text: string) => chunkDocument(text, countTokens);
/** About `words` words in sentences of ten. */
const prose = (words: number, word = 'permit') =>
  Array.from({ length: Math.ceil(words / 10) }, (_, i) => `Sentence ${i} says that ${`${word} `.repeat(6)}holds.`).join(
    ' ',
  );
const withHeadings = ({ headings, text }: Chunk) => [...headings, text].join('\n');

test('a short document is one chunk, as it stands', () => {
  const [only, ...others] = chunk('A KITAS is a stay permit.\n\nIt is valid for one year.');
  assert.deepEqual(others, []);
  assert.equal(only.text, 'A KITAS is a stay permit.\n\nIt is valid for one year.');
  assert.deepEqual(only.headings, []);
  assert.equal(only.tokens, countTokens(only.text));
});

test('a document of nothing but space, or of headings alone, loses no words', () => {
  assert.deepEqual(chunk(' \n\n\t\n'), []);
  const chunks = chunk('# Title\n\n## Contact us at +62 361\n');
  assert.ok(chunks.map(withHeadings).join('\n').includes('+62 361'), JSON.stringify(chunks));
});

test('a heading with no text below it is kept when others have text', () => {
  const chunks = chunk('# Visas\n\n## Coming soon\n\n## KITAS\n\nA stay permit.');
  assert.ok(chunks.map(withHeadings).join('\n').includes('Coming soon'), JSON.stringify(chunks));
});

test('a chunk carries the headings above it, outermost first', () => {
  const text = `# Visas\n\n${prose(250)}\n\n## KITAS\n\n${prose(250)}\n\n### Cost\n\n${prose(250)}\n\n## KITAP\n\n${prose(250)}`;
  const headings = chunk(text).map((one) => one.headings.join(' > '));
  assert.deepEqual(headings, ['Visas', 'Visas > KITAS', 'Visas > KITAS > Cost', 'Visas > KITAP']);
});

test('short sections share a chunk, which keeps their headings as lines', () => {
  const [only, ...others] = chunk('# Visas\n\nIntro.\n\n## KITAS\n\nA permit.\n\n## KITAP\n\nA longer permit.');
  assert.deepEqual(others, []);
  assert.deepEqual(only.headings, ['Visas']);
  assert.match(only.text, /^Intro\.\n\n## KITAS\n\nA permit\.\n\n## KITAP\n\nA longer permit\.$/);
});

test('a heading needs no blank line around it, may end in marks, and may be written with CRLF', () => {
  const chunks = chunk(`# Visas #\r\n${prose(300)}\r\n## KITAS ##\r\n${prose(300)}`);
  assert.deepEqual(
    chunks.map((one) => one.headings),
    [['Visas'], ['Visas', 'KITAS']],
  );
});

test('a line that opens with a hash inside a code block is no heading', () => {
  const chunks = chunk('# Setup\n\nRun this:\n\n```sh\n# install first\nnpm ci\n```\n\nThen go on.');
  assert.deepEqual(
    chunks.map((one) => one.headings),
    [['Setup']],
  );
  assert.match(chunks[0].text, /```sh\n# install first\nnpm ci\n```/);
});

test('a heading that skips a level stands under the one above it', () => {
  const chunks = chunk(`# Visas\n\n${prose(300)}\n\n### Deep\n\n${prose(300)}\n\n## Next\n\n${prose(300)}`);
  assert.deepEqual(
    chunks.map((one) => one.headings),
    [['Visas'], ['Visas', 'Deep'], ['Visas', 'Next']],
  );
});

test('the chunks of a long document have 200 to 400 tokens, but for the last', () => {
  const chunks = chunk(Array.from({ length: 60 }, (_, i) => prose(40 + (i % 5) * 10)).join('\n\n'));
  assert.ok(chunks.length > 5);
  for (const { tokens, text } of chunks) assert.ok(tokens <= MOST, `${tokens} tokens: ${text.slice(0, 60)}`);
  for (const { tokens } of chunks.slice(0, -1)) assert.ok(tokens >= 200, `${tokens} tokens`);
});

test('a paragraph longer than a chunk is cut between sentences', () => {
  const chunks = chunk(prose(1500));
  assert.ok(chunks.length >= 4);
  for (const { text, tokens } of chunks) {
    assert.ok(tokens <= MOST);
    assert.match(text, /^Sentence \d+ says/);
    assert.match(text, /holds\.$/);
  }
});

test('a text without sentences, or without spaces, is cut small all the same', () => {
  for (const text of ['kode '.repeat(3000), 'x'.repeat(20_000), 'あ'.repeat(3000)]) {
    const chunks = chunk(text);
    for (const { tokens } of chunks) assert.ok(tokens <= MOST, `${tokens}`);
    assert.equal(
      chunks
        .map((one) => one.text)
        .join('')
        .replace(/\s/g, ''),
      text.replace(/\s/g, ''),
    );
  }
});

test('headings shown as lines count towards the most tokens of a chunk', () => {
  const sections = Array.from(
    { length: 40 },
    (_, i) => `## ${`Long heading about permits number ${i} `.repeat(4)}\n\nShort text ${i}.`,
  );
  for (const { tokens } of chunk(`# Top\n\n${sections.join('\n\n')}`)) assert.ok(tokens <= MOST, `${tokens} tokens`);
});

test('a long table keeps the rows that hold no words', () => {
  const rows = Array.from({ length: 200 }, (_, i) => `| ${1000 + i} | ${i * 3}% |`);
  const all = chunk(`| code | rate |\n|-|-|\n${rows.join('\n')}`)
    .map((one) => one.text)
    .join('\n');
  for (const i of [0, 77, 199]) assert.ok(all.includes(String(1000 + i)), `row ${1000 + i} is gone`);
});

test('a long list and a long block of code keep their lines apart', () => {
  const items = Array.from({ length: 150 }, (_, i) => `- Item ${i} of the papers that are needed`);
  const chunks = chunk(items.join('\n'));
  for (const item of [0, 75, 149]) {
    assert.ok(
      chunks.some(({ text }) =>
        text.split('\n').some((line) => line.includes(`Item ${item} of`) && !line.includes(`Item ${item + 1} of`)),
      ),
    );
  }
});

const word = fc.string({ unit: fc.constantFrom(...'abcxyzäé012-'), minLength: 1, maxLength: 12 });
const sentence = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => `S${words.join(' ')}.`);
const paragraph = fc.array(sentence, { minLength: 1, maxLength: 25 }).map((sentences) => sentences.join(' '));
const heading = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.array(word, { minLength: 1, maxLength: 4 }))
  .map(([level, words]) => `${'#'.repeat(level)} H${words.join(' ')}`);
const documents = fc.array(fc.oneof({ weight: 3, arbitrary: paragraph }, heading), { minLength: 1, maxLength: 20 });

test('no word of a paragraph is lost or doubled, whatever the document (property)', () => {
  fc.assert(
    fc.property(documents, (parts) => {
      const chunks = chunk(parts.join('\n\n'));
      const text = (all: string) => all.replace(/^#+ .*$/gm, '').replace(/\s+/g, '');
      assert.equal(chunks.map((one) => text(one.text)).join(''), text(parts.join('\n\n')));
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('no chunk is larger than allowed, whatever the document (property)', () => {
  fc.assert(
    fc.property(documents, (parts) => {
      for (const { tokens } of chunk(parts.join('\n\n'))) assert.ok(tokens <= MOST, `${tokens} tokens`);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
