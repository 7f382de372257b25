import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { loadConfig, VERSION } from '../src/config.ts';
import { GoldsmithError, isDatabaseUnavailable, messageOf } from '../src/errors.ts';

function refusalOf(env: Record<string, string>): GoldsmithError {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof GoldsmithError, String(error));
    assert.equal(error.code, 'bad-setting');
    assert.equal(error.retryable, false);
    return error;
  }
  assert.fail(`${JSON.stringify(env)} was taken`);
}

/** Values that are wrong, each with a mark that must not be repeated where the value may be a secret. */
const WRONG: Record<string, string[]> = {
  DATABASE_URL: ['secret-value', 'mysql://user:secret-value@host/db', '/secret-value'],
  GOLDSMITH_PORT: ['65536', '-1', '80.5', '0x10', '1e3', 'secret-value'],
  GOLDSMITH_MODEL_CASUALL: ['anthropic:secret-value'],
  PORT: ['65536', 'secret-value'],
  GOLDSMITH_LOG_LEVEL: ['verbose', 'INFO'],
  GOLDSMITH_LANGUAGES: ['english', 'EN', 'en,secret-value', ',', 'en;it'],
  GOLDSMITH_MAX_WRONG: ['0', '1', '-0.01', '1%', 'secret-value', 'NaN', 'Infinity'],
  GOLDSMITH_MAX_WRONG_UNCHECKED: ['0', '0.6', 'secret-value'],
  GOLDSMITH_RULE: ['fixed', 'fixed:', 'fixed:2', 'fixed:1.5', 'fixed:-0.5', 'fixed:85', 'dbscan', 'Trained'],
  GOLDSMITH_SAVED_PER_HIT: ['-1', '1e3', '$0.01', 'NaN', '.5'],
  GOLDSMITH_STOP_MS: ['-1', '8s', '3000000000'],
  GOLDSMITH_REFRESH_MS: ['49', '1.5', 'secret-value', '5s', '3000000000'],
  GOLDSMITH_MODEL_BUSINESS: ['claude', 'secret-value', 'mistral:large', 'anthropic:', 'anthropic:x,secret-value'],
  GOLDSMITH_MODEL_NIGHT: ['claude', 'openai'],
  GOLDSMITH_MODEL_CASUAL: ['claude', 'secret-value:x'],
  GOLDSMITH_MODEL_CODE: ['qwen', 'Ollama:qwen'],
  GOLDSMITH_MODEL_FALLBACK: ['llama', ':llama', 'offline:llama,x'],
  GOLDSMITH_ENDPOINT_RUNPOD_URL: ['secret-value', 'runpod.io/v1', 'https://user:secret-value@runpod.io/v1'],
  GOLDSMITH_ENDPOINT_LLAMA_API_KEY: ['secret-value'],
  GOLDSMITH_ENDPOINT_RUNPOD_KEY: ['secret-value'],
  GOLDSMITH_ENDPOINT_URL: ['http://127.0.0.1/v1'],
  GOLDSMITH_ENDPOINT_OPENAI_URL: ['http://127.0.0.1/v1'],
  GOLDSMITH_ENDPOINT_ANTHROPIC_API_KEY: ['secret-value'],
  GOLDSMITH_MODEL_TIMEOUT_MS: ['99', '-1', '60s', '3000000000'],
  ANTHROPIC_BASE_URL: ['secret-value', 'api.anthropic.com'],
  GOLDSMITH_CHROMA_URL: ['secret-value', 'localhost:8000', 'http://localhost:8000/secret-value'],
  GOLDSMITH_OPENAI_URL: ['secret-value', 'localhost/v1', 'localhost:11434/v1', 'file:///v1'],
};

describe('loadConfig', () => {
  it('has a default for everything', () => {
    assert.deepEqual(loadConfig({}), {
      dataFolder: resolve('.goldsmith'),
      databaseUrl: undefined,
      host: '127.0.0.1',
      port: 8080,
      logLevel: 'info',
      languages: ['en', 'it', 'id'],
      maxWrong: 0.01,
      maxWrongUnchecked: 0.05,
      review: false,
      judgeCalls: 5000,
      judgeAtOnce: 8,
      rule: 'trained',
      refreshMs: 5000,
      intelFolder: undefined,
      desk: { adminToken: undefined, readerToken: undefined },
      savedPerHit: undefined,
      stopMs: 8000,
      chroma: undefined,
      models: {
        casual: [],
        business: [],
        code: [],
        night: [],
        fallback: [],
        timeoutMs: 60_000,
        anthropic: { apiKey: undefined, baseUrl: undefined },
        openai: { apiKey: undefined, baseUrl: undefined },
        endpoints: {},
        pricesFile: undefined,
      },
      upstream: undefined,
      unknown: [],
    });
  });

  it('takes an empty setting for one that is not given', () => {
    const empty = Object.fromEntries(
      [...Object.keys(WRONG), 'GOLDSMITH_DATA', 'ANTHROPIC_API_KEY'].map((name) => [name, '']),
    );
    assert.deepEqual(loadConfig(empty), loadConfig({}));
    assert.deepEqual(loadConfig({ GOLDSMITH_PORT: undefined }), loadConfig({}));
  });

  it('pays no heed to settings that are not its own', () => {
    assert.deepEqual(loadConfig({ HOME: '/root', GOLDSMITH_TEST_SEED: '1', PATH: '' }), loadConfig({}));
  });

  it('names what begins as a setting does and is none', () => {
    const misspelt = {
      GOLDSMITH_MAXWRONG: '0.02',
      GOLDSMITH_MAX_WRONG: '0.03',
      GOLDSMITH_ENDPOINT_RUNPOD_URL: 'http://a.example',
    };
    const config = loadConfig(misspelt);
    assert.deepEqual([config.unknown, config.maxWrong], [['GOLDSMITH_MAXWRONG'], 0.03]);
  });

  it('holds what is asked for everywhere, unless it is told otherwise for nights that nobody checks', () => {
    assert.equal(loadConfig({ GOLDSMITH_MAX_WRONG: '0.02' }).maxWrongUnchecked, 0.02);
    assert.equal(loadConfig({ GOLDSMITH_MAX_WRONG_UNCHECKED: '0.03' }).maxWrong, 0.01);
  });

  it('takes every setting', () => {
    const config = loadConfig({
      GOLDSMITH_DATA: 'some/folder',
      DATABASE_URL: 'postgresql://user:pass@db.example:5432/gold?sslmode=require',
      GOLDSMITH_HOST: '0.0.0.0',
      GOLDSMITH_PORT: '0',
      GOLDSMITH_LOG_LEVEL: 'silent',
      GOLDSMITH_LANGUAGES: ' en , de,',
      GOLDSMITH_INTEL_FOLDER: 'scraped/news',
      GOLDSMITH_REVIEW: 'required',
      GOLDSMITH_JUDGE_CALLS: '300',
      GOLDSMITH_JUDGE_AT_ONCE: '3',
      GOLDSMITH_MAX_WRONG: '0.02',
      GOLDSMITH_MAX_WRONG_UNCHECKED: '0.03',
      GOLDSMITH_RULE: 'fixed:0.85',
      GOLDSMITH_REFRESH_MS: '50',
      GOLDSMITH_SAVED_PER_HIT: '0.0125',
      GOLDSMITH_STOP_MS: '0',
      GOLDSMITH_ADMIN_TOKEN: 'an admin token of some length',
      GOLDSMITH_READER_TOKEN: 'a reader token of some length',
      GOLDSMITH_CHROMA_URL: 'http://127.0.0.1:8000',
      GOLDSMITH_CHROMA_COLLECTION: 'handbook',
      GOLDSMITH_MODEL_BUSINESS: 'anthropic:claude-sonnet-4-5, openai:llama3.1:8b ,offline',
      GOLDSMITH_MODEL_CASUAL: 'anthropic:claude-haiku-4-5',
      GOLDSMITH_MODEL_CODE: 'ollama:qwen2.5-coder:32b',
      GOLDSMITH_MODEL_NIGHT: 'offline',
      GOLDSMITH_MODEL_FALLBACK: 'my_runpod:meta-llama/Llama-3.1-8B-Instruct',
      GOLDSMITH_ENDPOINT_OLLAMA_URL: 'http://127.0.0.1:11434/v1',
      GOLDSMITH_ENDPOINT_MY_RUNPOD_URL: 'https://api.runpod.ai/v2/x/openai/v1',
      GOLDSMITH_ENDPOINT_MY_RUNPOD_API_KEY: 'key-r',
      GOLDSMITH_PRICES: 'own.json',
      GOLDSMITH_UPSTREAM: 'https://bot.example/v1',
      GOLDSMITH_UPSTREAM_API_KEY: 'key-u',
      GOLDSMITH_UPSTREAM_TIMEOUT_MS: '200',
      GOLDSMITH_MODEL_TIMEOUT_MS: '100',
      ANTHROPIC_API_KEY: 'key-a',
      ANTHROPIC_BASE_URL: 'https://a.example/v1',
      GOLDSMITH_OPENAI_URL: 'http://127.0.0.1:11434/v1',
      GOLDSMITH_OPENAI_API_KEY: 'key-o',
    });
    assert.deepEqual(config, {
      dataFolder: resolve('some/folder'),
      databaseUrl: 'postgresql://user:pass@db.example:5432/gold?sslmode=require',
      host: '0.0.0.0',
      port: 0,
      logLevel: 'silent',
      languages: ['en', 'de'],
      maxWrong: 0.02,
      maxWrongUnchecked: 0.03,
      review: true,
      judgeCalls: 300,
      judgeAtOnce: 3,
      rule: 'fixed:0.85',
      refreshMs: 50,
      intelFolder: resolve('scraped/news'),
      savedPerHit: 0.0125,
      stopMs: 0,
      chroma: { url: 'http://127.0.0.1:8000', collection: 'handbook' },
      desk: { adminToken: 'an admin token of some length', readerToken: 'a reader token of some length' },
      models: {
        casual: ['anthropic:claude-haiku-4-5'],
        business: ['anthropic:claude-sonnet-4-5', 'openai:llama3.1:8b', 'offline'],
        code: ['ollama:qwen2.5-coder:32b'],
        night: ['offline'],
        fallback: ['my_runpod:meta-llama/Llama-3.1-8B-Instruct'],
        timeoutMs: 100,
        anthropic: { apiKey: 'key-a', baseUrl: 'https://a.example/v1' },
        openai: { apiKey: 'key-o', baseUrl: 'http://127.0.0.1:11434/v1' },
        endpoints: {
          ollama: { apiKey: undefined, baseUrl: 'http://127.0.0.1:11434/v1' },
          my_runpod: { apiKey: 'key-r', baseUrl: 'https://api.runpod.ai/v2/x/openai/v1' },
        },
        pricesFile: resolve('own.json'),
      },
      upstream: { url: 'https://bot.example/v1', apiKey: 'key-u', timeoutMs: 200 },
      unknown: [],
    });
    assert.ok(isAbsolute(config.dataFolder));
  });

  it('takes only tokens of the desk that are hard to guess, and two different ones', () => {
    assert.match(refusalOf({ GOLDSMITH_ADMIN_TOKEN: 'short' }).message, /GOLDSMITH_ADMIN_TOKEN: must be at least 16/);
    const same = {
      GOLDSMITH_ADMIN_TOKEN: 'an admin token of some length',
      GOLDSMITH_READER_TOKEN: 'an admin token of some length',
    };
    assert.match(refusalOf(same).message, /GOLDSMITH_READER_TOKEN: must not be the admin token/);
  });

  it('takes a Chroma server and its collection together only', () => {
    const settings = Object.entries({
      GOLDSMITH_CHROMA_URL: 'http://127.0.0.1:8000',
      GOLDSMITH_CHROMA_COLLECTION: 'handbook',
    });
    for (const setting of settings)
      assert.match(
        refusalOf(Object.fromEntries([setting])).message,
        /GOLDSMITH_CHROMA_URL and GOLDSMITH_CHROMA_COLLECTION: set both/,
      );
  });

  it('listens on GOLDSMITH_PORT, else on PORT, else on 8080', () => {
    assert.equal(loadConfig({ GOLDSMITH_PORT: '9000', PORT: '3000' }).port, 9000);
    assert.equal(loadConfig({ GOLDSMITH_PORT: '0', PORT: '3000' }).port, 0);
    assert.equal(loadConfig({ PORT: '3000' }).port, 3000);
    assert.equal(loadConfig({ GOLDSMITH_PORT: '', PORT: '3000' }).port, 3000);
    assert.equal(loadConfig({}).port, 8080);
  });

  for (const rule of ['trained', 'fixed:0.85', 'fixed:.85', 'fixed:1', 'fixed:1.0', 'fixed:0.5']) {
    it(`takes the rule ${rule}`, () => assert.equal(loadConfig({ GOLDSMITH_RULE: rule }).rule, rule));
  }

  for (const [name, values] of Object.entries(WRONG)) {
    for (const value of values) {
      it(`refuses ${name}=${value}, naming the setting and not its value`, () => {
        const { message } = refusalOf({ [name]: value });
        assert.ok(message.includes(name), message);
        assert.ok(!message.includes('secret-value'), message);
        assert.match(message, new RegExp(`${name}: .{5,}`), 'it says what is expected');
      });
    }
  }

  it('says which setting would make a provider known', () => {
    const { message } = refusalOf({ GOLDSMITH_MODEL_CODE: 'anthropic:x,ollama:qwen' });
    assert.match(message, /GOLDSMITH_MODEL_CODE: .*GOLDSMITH_ENDPOINT_OLLAMA_URL/);
  });

  for (const name of ['GOLDSMITH_DATA', 'GOLDSMITH_HOST', 'GOLDSMITH_PORT', 'PORT', 'GOLDSMITH_REFRESH_MS']) {
    it(`does not take spaces alone for a value of ${name}`, () => {
      const [defaults, env] = [loadConfig({}), { [name]: '  ' }];
      try {
        assert.deepEqual(loadConfig(env), defaults);
      } catch (error) {
        if (!(error instanceof GoldsmithError)) throw error;
        assert.ok(error.message.includes(name));
      }
    });
  }

  it('names every setting that is wrong at once', () => {
    const { message } = refusalOf(Object.fromEntries(Object.entries(WRONG).map(([name, [value]]) => [name, value])));
    for (const name of Object.keys(WRONG)) assert.ok(message.includes(name), `${name} in "${message}"`);
  });
});

describe('VERSION', () => {
  it('is that of package.json', () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    assert.equal(VERSION, version);
  });
});

describe('GoldsmithError', () => {
  it('is an Error with a code, a cause, and whether another try may help', () => {
    const cause = new Error('below');
    const error = new GoldsmithError('model-failed', 'It failed.', { cause, retryable: true });
    assert.ok(error instanceof Error);
    assert.deepEqual(
      [error.name, error.code, error.message, error.cause, error.retryable],
      ['GoldsmithError', 'model-failed', 'It failed.', cause, true],
    );
    assert.equal(new GoldsmithError('bad-input', 'No.').retryable, false);
  });

  it('tells when the database cannot be reached', () => {
    assert.equal(isDatabaseUnavailable(new GoldsmithError('database-unavailable', 'gone')), true);
    assert.equal(isDatabaseUnavailable(new GoldsmithError('model-failed', 'gone')), false);
    assert.equal(isDatabaseUnavailable(new Error('database-unavailable')), false);
    assert.equal(isDatabaseUnavailable(undefined), false);
  });

  it('gives a message for anything thrown', () => {
    assert.equal(messageOf(new Error('broken')), 'broken');
    assert.equal(messageOf('broken'), 'broken');
    assert.equal(messageOf(undefined), 'undefined');
    assert.equal(messageOf(null), 'null');
  });
});
