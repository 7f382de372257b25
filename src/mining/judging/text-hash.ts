const BITS = 2 ** 32;

/** A 32-bit number that stands for a text and a seed: the same for the same, any other for any other (after MurmurHash3). */
export function hashOfText(text: string, seed: number): number {
  let hash = seed >>> 0;
  for (let i = 0; i < text.length; i++) hash = mixed(hash, text.charCodeAt(i));
  return hash;
}

/** Two 32-bit numbers in one; their order counts. One block of MurmurHash3, with its finish (Appleby 2011, public domain). */
export function mixed(a: number, b: number): number {
  let k = Math.imul(b, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let h = a ^ k;
  h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit number as a share, from 0 (inclusive) to 1 (exclusive). */
export function asShare(hash: number): number {
  return hash / BITS;
}
