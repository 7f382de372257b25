import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import loadWabt from 'wabt';
import { COMPARE_WASM } from '../../src/mining/compare-module.ts';

test('the module is made from compare.wat as it is', async () => {
  const wabt = await loadWabt();
  const text = await readFile(new URL('../../src/mining/compare.wat', import.meta.url), 'utf8');
  const module = wabt.parseWat('compare.wat', text, { simd: true, threads: true });
  assert.equal(COMPARE_WASM, Buffer.from(module.toBinary({}).buffer).toString('base64'));
});
