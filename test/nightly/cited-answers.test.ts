import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FoundChunk } from '../../src/knowledge/knowledge-search.ts';
import type { Embedder } from '../../src/models/embedder.ts';
import type { ModelReply, ModelRequest } from '../../src/models/language-model.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { KnowledgeAnswerWriter } from '../../src/nightly/knowledge-answer-writer.ts';

const TEXTS = [
  'A KITAS is a limited stay permit.',
  'The visa on arrival costs IDR 500,000.',
  'A KITAS lasts one year [1].',
];
const CHUNKS = TEXTS.map((text, i): FoundChunk => {
  return {
    id: String(i),
    title: `T${i}`,
    url: null,
    path: `${i}.md`,
    headings: [],
    text,
    language: 'en',
    contentHash: `h${i}`,
  };
});
const QUESTION = { id: 1, canonical: { text: 'What is a KITAS?' }, language: 'en', asked: 3, users: 3 };

let embedder: Embedder;
before(async () => {
  embedder = await MiniLmEmbedder.load();
});
after(() => embedder.close());

/** The answer that is written from a model's, and the pages it rests on; or why there is none. */
async function written(text: string, used?: number[]): Promise<[answer: string, paths: string[]] | string> {
  const requests: ModelRequest[] = [];
  const reply = async (request: ModelRequest): Promise<ModelReply> => {
    requests.push(request);
    return { text, used, model: 'test:model', inputTokens: 1, outputTokens: 1, ...{ cost: undefined } };
  };
  const writer = new KnowledgeAnswerWriter({
    knowledge: { search: async () => CHUNKS, chunkCount: async () => CHUNKS.length },
    model: { id: 'test:model', reply },
    embedder,
  });
  const result = await writer.write(QUESTION);
  assert.match(requests[0].instructions, /numbers of the sources/);
  return 'gap' in result ? result.gap : [result.answer, result.sources.map(({ path }) => path)];
}

test('an answer rests on the sources that the model cites, and is shown without the citations', async () => {
  assert.deepEqual(await written('A KITAS is a limited stay permit [1]. A KITAS lasts one year [3].'), [
    'A KITAS is a limited stay permit. A KITAS lasts one year.',
    ['0.md', '2.md'],
  ]);
});

test('an answer without citations rests on all sources, as does one that leaves out what it needs', async () => {
  const all = ['0.md', '1.md', '2.md'];
  assert.deepEqual(await written('A KITAS is a limited stay permit.'), ['A KITAS is a limited stay permit.', all]);
  const text = 'The visa on arrival costs IDR 500,000.';
  assert.deepEqual(await written(`${text} [1]`), [text, all]);
});

test('what no source supports is refused, cited or not', async () => {
  for (const cited of [' [2]', ' [1, 2, 3]', ''])
    assert.match(String(await written(`The visa on arrival costs IDR 700,000${cited}.`)), /refused: .*figure/);
});

test('a model that tells its sources itself is taken by its word, and its text as it is', async () => {
  assert.deepEqual(await written('A KITAS lasts one year [1].', [2]), ['A KITAS lasts one year [1].', ['2.md']]);
});
