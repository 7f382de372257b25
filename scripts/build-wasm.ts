/** Turns the WebAssembly texts into modules that hold them. Run with `npm run build:wasm` after a change of a .wat file. */
import { readFile, writeFile } from 'node:fs/promises';
import loadWabt from 'wabt';

const src = new URL('../src/', import.meta.url);
const wabt = await loadWabt();
await build('matching', 'dots');
await build('matching', 'rounded');
await build('mining', 'compare');

async function build(floor: string, name: string): Promise<void> {
  const text = await readFile(new URL(`${floor}/${name}.wat`, src), 'utf8');
  const { buffer } = wabt.parseWat(`${name}.wat`, text, { simd: true, threads: true }).toBinary({});
  const source = `// Made from ${name}.wat by \`npm run build:wasm\`; do not edit.

/** The WebAssembly of ${name}.wat, base64. */
export const ${name.toUpperCase()}_WASM =
  '${Buffer.from(buffer).toString('base64')}';
`;
  await writeFile(new URL(`${floor}/${name}-module.ts`, src), source);
}
