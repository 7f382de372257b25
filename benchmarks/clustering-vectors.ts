import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MiniLmEmbedder } from '../src/models/minilm-embedder.ts';

const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../examples/bali/demo-questions.json', import.meta.url));

/** Standard deviation of the noise that a mixture gets in each coordinate. */
const NOISE = 0.01;

/**
 * Vectors of real questions, by the bundled embedder: of all TSV files in ../shared/data the column of texts, or of the bundled
 * example's questions when there is no such folder.
 */
export async function realVectors(note: (text: string) => void): Promise<Float32Array[]> {
  const texts = existsSync(DATA) ? await textsOfData() : JSON.parse(await readFile(EXAMPLE, 'utf8'));
  return vectorsOf([...new Set<string>(texts)], note);
}

/** Vectors of some texts by the bundled embedder; embedded once and kept in the temporary folder. */
export async function vectorsOf(texts: readonly string[], note: (text: string) => void): Promise<Float32Array[]> {
  const embedder = await MiniLmEmbedder.load();
  try {
    const { id, dimensions } = embedder;
    const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12);
    const file = join(tmpdir(), `goldsmith-bench-${id}-${hash}.f32`);
    if (!existsSync(file)) {
      note(`embedding ${texts.length} questions into ${file} ...`);
      const all = new Float32Array(texts.length * dimensions);
      for (const [i, text] of texts.entries()) all.set(await embedder.embed(text), i * dimensions);
      await writeFile(file, Buffer.from(all.buffer));
    }
    const { buffer, byteOffset, byteLength } = await readFile(file);
    const all = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
    return texts.map((_, i) => all.subarray(i * dimensions, (i + 1) * dimensions));
  } finally {
    await embedder.close();
  }
}

/** In every file the first column whose name begins so holds the texts. */
const COLUMNS = ['text', 'question', 'query'];

async function textsOfData(): Promise<string[]> {
  const texts: string[] = [];
  for (const file of (await readdir(DATA, { recursive: true })).filter((name) => name.endsWith('.tsv')).sort()) {
    const [head, ...rows] = (await readFile(join(DATA, file), 'utf8')).trimEnd().split('\n');
    const column = head.split('\t').findIndex((name) => COLUMNS.some((start) => name.trim().startsWith(start)));
    for (const row of column < 0 ? [] : rows) texts.push(row.split('\t')[column]?.trim() ?? '');
  }
  return texts.filter((text) => text !== '');
}

/**
 * As many distinct vectors as asked, each a blend of two real ones drawn at random, `w * a + (1 - w) * b` with w uniform from 0
 * to 1, plus normal noise, at unit length. The same seed gives the same vectors.
 */
export function mixtures(real: readonly Float32Array[], count: number, seed = count): Float32Array[] {
  const random = seededRandom(seed);
  const width = real[0].length;
  const block = new Float32Array(count * width);
  return Array.from({ length: count }, (_, i) => {
    const vector = block.subarray(i * width, (i + 1) * width);
    const a = real[Math.floor(random() * real.length)];
    const b = real[Math.floor(random() * real.length)];
    const weight = random();
    let squares = 0;
    for (let at = 0; at < width; at++) {
      vector[at] = weight * a[at] + (1 - weight) * b[at] + NOISE * normal(random);
      squares += vector[at] ** 2;
    }
    for (let at = 0; at < width; at++) vector[at] /= Math.sqrt(squares);
    return vector;
  });
}

/** Near enough to normal: the sum of four uniform numbers, at standard deviation 1. */
function normal(random: () => number): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}

/** mulberry32, public domain. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
