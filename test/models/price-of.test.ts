import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { GoldsmithError } from '../../src/errors.ts';
import { type PriceEntry, priceOf, readPrices } from '../../src/models/price-of.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const PUBLIC = 'https://api.example.com/v1';
const MILLION = { inputTokens: 1_000_000, outputTokens: 0 };

describe('priceOf', () => {
  it('knows the models of the large providers', () => {
    assert.equal(priceOf('claude-haiku-4-5', PUBLIC)({ inputTokens: 1_000_000, outputTokens: 1_000_000 }), 6);
    assert.equal(priceOf('gpt-4o-mini', PUBLIC)(MILLION), 0.15);
  });

  it('takes a dated name and latest for the model, and no other model for it', () => {
    for (const name of ['claude-haiku-4-5-20251001', 'claude-haiku-4-5-latest']) {
      assert.equal(priceOf(name, PUBLIC)(MILLION), 1);
    }
    assert.equal(priceOf('gpt-5-2025-08-07', PUBLIC)(MILLION), 1.25);
    for (const name of ['gpt-5-pro', 'gpt-50', 'claude-haiku-4-5-turbo', 'claude', 'llama3.1:8b', '']) {
      assert.equal(priceOf(name, PUBLIC)(MILLION), undefined, name);
    }
  });

  it('reckons cached input at its own price', () => {
    const usage = { inputTokens: 1_000, cachedInputTokens: 600, outputTokens: 100 };
    const expected = (400 * 1 + 600 * 0.1 + 100 * 5) / 1e6;
    assert.ok(Math.abs((priceOf('claude-haiku-4-5', PUBLIC)(usage) ?? 0) - expected) < 1e-12);
  });

  it('knows no price beyond the size that it is for, unless there is one for that', () => {
    const usage = { inputTokens: 300_000, outputTokens: 0 };
    assert.equal(priceOf('claude-sonnet-4-5', PUBLIC)(usage), undefined);
    assert.equal(priceOf('claude-haiku-5-5', PUBLIC)(usage), 0.15);
    assert.equal(priceOf('claude-haiku-5-5', PUBLIC)({ ...usage, inputTokens: 100_000 }), 0.01);
  });

  it('prices an open model only at the host whose price it is', () => {
    assert.equal(priceOf('llama-3.1-8b-instant', 'https://api.groq.com/openai/v1')(MILLION), 0.05);
    assert.equal(priceOf('llama-3.1-8b-instant', PUBLIC)(MILLION), undefined);
  });

  for (const url of [
    'http://localhost:11434/v1',
    'http://127.0.0.1:8000/v1',
    'http://[::1]:8000/v1',
    'http://192.168.1.4/v1',
    'http://10.0.0.7/v1',
    'http://172.20.0.2/v1',
    'http://gpu.local/v1',
    'http://vllm:8000/v1',
  ]) {
    it(`knows no price at ${url} but the operator's own`, () => {
      assert.equal(priceOf('gpt-4o', url)(MILLION), undefined);
      assert.equal(priceOf('gpt-4o', url, [{ prefix: 'gpt-4o', input: 0.5, output: 0 }])(MILLION), 0.5);
    });
  }

  it("takes the operator's own price before the bundled one", () => {
    const own: PriceEntry[] = [{ prefix: 'claude-haiku-4-5', input: 0.9, output: 4 }];
    assert.equal(priceOf('claude-haiku-4-5', PUBLIC, own)(MILLION), 0.9);
    assert.equal(priceOf('claude-sonnet-4-5-20250929', PUBLIC, own)({ ...MILLION, inputTokens: 100_000 }), 0.3);
  });
});

describe('readPrices', () => {
  it('reads a file of the form of prices.json', async () => {
    await using folder = await makeTempFolder({
      'prices.json': '{"note": "ours", "prices": [{"prefix": "qwen2.5-coder:32b", "input": 0.1, "output": 0.2}]}',
    });
    assert.deepEqual(readPrices(join(folder.path, 'prices.json')), [
      { prefix: 'qwen2.5-coder:32b', input: 0.1, output: 0.2 },
    ]);
  });

  for (const [what, text, expected] of [
    ['is no JSON', 'input: 1', /JSON/],
    ['has no prices', '{}', /prices/],
    ['has a negative price', '{"prices": [{"prefix": "x", "input": -1, "output": 0}]}', /input/],
    ['has a word too many', '{"prices": [{"prefix": "x", "input": 1, "output": 0, "cached": 1}]}', /cached/],
  ] as const) {
    it(`refuses a file that ${what}, naming it and the setting`, async () => {
      await using folder = await makeTempFolder({ 'own.json': text });
      assert.throws(
        () => readPrices(join(folder.path, 'own.json')),
        (error) =>
          error instanceof GoldsmithError &&
          error.code === 'bad-setting' &&
          /GOLDSMITH_PRICES.*own\.json/.test(error.message) &&
          expected.test(error.message),
      );
    });
  }

  it('refuses a file that is not there', () => {
    assert.throws(() => readPrices('/nowhere/prices.json'), { code: 'bad-setting' });
  });
});
