/** Turns src/matching/dots.wat into src/matching/dots-module.ts. Run with `npm run build:dots` after a change of the former. */
import { readFile, writeFile } from 'node:fs/promises';
import loadWabt from 'wabt';

const folder = new URL('../src/matching/', import.meta.url);
const wabt = await loadWabt();
const module = wabt.parseWat('dots.wat', await readFile(new URL('dots.wat', folder), 'utf8'), { simd: true });
const { buffer } = module.toBinary({});
const source = `// Made from dots.wat by \`npm run build:dots\`; do not edit.

/** The WebAssembly of dots.wat, base64. */
export const DOTS_WASM =
  '${Buffer.from(buffer).toString('base64')}';
`;
await writeFile(new URL('dots-module.ts', folder), source);
