import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { GoldsmithError } from '../../src/errors.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { cosine, embedderContract } from '../contracts/embedder-contract.ts';

/** Named, for a model of its own: other tests in the process share one. */
const SHIPPED = new URL('../../models/all-MiniLM-L6-v2/', import.meta.url);

embedderContract('MiniLmEmbedder', () => MiniLmEmbedder.load(SHIPPED));

/** A question, a paraphrase of it with their cosine, and an unrelated question with its cosine. */
const PINNED: [question: string, paraphrase: string, near: number, unrelated: string, far: number][] = [
  ['What is a KITAS?', 'What does KITAS mean?', 0.9266, 'What is the best surf spot in Canggu?', 0.0175],
  ['What is a KITAS?', 'Can you explain the KITAS permit to me?', 0.604, 'My card was declined.', -0.0513],
  [
    'How much does it cost to set up a PT PMA?',
    'What is the price of opening a PT PMA company?',
    0.8064,
    'How do I extend my visa on arrival?',
    0.0531,
  ],
  [
    'Can foreigners own land in Indonesia?',
    'Is a foreigner allowed to buy land in Indonesia?',
    0.906,
    'My card was declined at the supermarket',
    0.035,
  ],
  [
    'Quanto costa aprire una società a Bali?',
    'Qual è il prezzo per aprire una società a Bali?',
    0.8026,
    'What is a KITAS?',
    0.2242,
  ],
  [
    'Berapa biaya perpanjang visa?',
    'Perpanjangan visa biayanya berapa?',
    0.9377,
    'Dove posso parcheggiare il motorino?',
    0.2255,
  ],
];

describe('the bundled all-MiniLM-L6-v2', () => {
  let embedder: MiniLmEmbedder;
  before(async () => {
    embedder = await MiniLmEmbedder.load(SHIPPED);
  });
  after(() => embedder.close());

  for (const [question, paraphrase, near, unrelated, far] of PINNED) {
    it(`puts "${paraphrase}" nearer to "${question}" than "${unrelated}"`, async () => {
      const vector = await embedder.embed(question);
      const toParaphrase = cosine(vector, await embedder.embed(paraphrase));
      const toUnrelated = cosine(vector, await embedder.embed(unrelated));
      assert.ok(toParaphrase > toUnrelated + 0.3);
      assert.ok(Math.abs(toParaphrase - near) < 0.01, `pinned ${near}, is ${toParaphrase.toFixed(4)}`);
      assert.ok(Math.abs(toUnrelated - far) < 0.01, `pinned ${far}, is ${toUnrelated.toFixed(4)}`);
    });
  }

  it('has 384 dimensions and an id that names the model, its precision and its weights', () => {
    assert.equal(embedder.dimensions, 384);
    assert.equal(embedder.id, 'all-MiniLM-L6-v2-int8-f58a26e31205');
  });

  it('pays no heed to case, spaces and NUL', async () => {
    const vector = await embedder.embed('What is a KITAS?');
    assert.deepEqual(await embedder.embed('  what IS a\n kitas?'), vector);
    assert.deepEqual(await embedder.embed('What is\0 a KITAS?'), vector);
  });
});

test('of a text without end only some pieces are read, its first and its last among them', async () => {
  const embedder = await MiniLmEmbedder.load(SHIPPED);
  // 64 pieces of the 126 tokens that the model takes at a time.
  const words = Array.from({ length: 64 * 126 }, () => 'visa');
  const withFootballIn = (piece: number) => embedder.embed(words.with(piece * 126 + 5, 'football').join(' '));
  const plain = await embedder.embed(words.join(' '));
  assert.deepEqual(await withFootballIn(1), plain);
  for (const piece of [0, 63]) assert.notDeepEqual(await withFootballIn(piece), plain);
  await embedder.close();
});

describe('MiniLmEmbedder.load', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'goldsmith-model-'));
  });
  after(() => rm(folder, { recursive: true }));

  const failsToLoad = (at: string) =>
    assert.rejects(MiniLmEmbedder.load(pathToFileURL(`${at}/`)), (error) => {
      assert.ok(error instanceof GoldsmithError);
      assert.equal(error.code, 'embedder-failed');
      assert.ok(error.message.includes(at), 'the message names the folder');
      return true;
    });

  it('fails with embedder-failed without a folder', () => failsToLoad(join(folder, 'missing')));

  it('fails with embedder-failed without the model in the folder', () => failsToLoad(folder));

  it('fails with embedder-failed when the weights are broken', async () => {
    const bundled = new URL('../../models/all-MiniLM-L6-v2/', import.meta.url);
    for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
      await copyFile(new URL(file, bundled), join(folder, file));
    }
    await writeFile(join(folder, 'model.int8.onnx'), 'cut off while it was copied');
    await failsToLoad(folder);
  });
});
