import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGoldsmith, GoldsmithError } from '../../src/index.ts';
import { freshDataFolder } from '../support/data-folder.ts';
import { PAGES, QUESTIONS, UNTIL } from '../support/night-case.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

describe('createGoldsmith', () => {
  it('reads, learns, runs a night and answers, in one process', async (t) => {
    const folder = await freshDataFolder('migrated');
    const pages = await makeTempFolder(PAGES);
    const goldsmith = await createGoldsmith({ dataFolder: folder.path, maxWrongUnchecked: 0.1 });
    t.after(async () => {
      await goldsmith.close();
      await folder.remove();
      await pages.remove();
    });
    assert.equal((await goldsmith.ingest(pages.path)).unreadable.length, 0);
    for (const text of Object.values(QUESTIONS).flat()) {
      for (const userId of ['a', 'b', 'c']) {
        const messages = [{ role: 'user' as const, content: text }];
        await goldsmith.learn({ userId, messages, createdAt: new Date(UNTIL.getTime() - 3_600_000) });
      }
    }
    const report = await goldsmith.runNight({ until: UNTIL });
    assert.equal(report.status, 'success');
    const [asked] = Object.values(QUESTIONS)[0];
    const lookup = await goldsmith.lookup(asked);
    assert.equal(lookup.outcome, 'hit');
    const pieces: string[] = [];
    const answer = await goldsmith.chat(asked, undefined, {
      begin: ({ lookup }) => assert.equal(lookup.outcome, 'hit'),
      text: (piece) => void pieces.push(piece),
    });
    assert.equal(answer.response, lookup.answer?.answer);
    assert.equal(pieces.join(''), answer.response);
    assert.equal((await goldsmith.markWrong(lookup.key)).counterExample, true);
    assert.equal((await goldsmith.lookup(asked)).reason, 'marked-wrong');
  });

  it('says what is wrong with what it is given, and that it is closed', async (t) => {
    const folder = await freshDataFolder('migrated');
    const goldsmith = await createGoldsmith({ dataFolder: folder.path });
    t.after(() => folder.remove());
    const refused = (code: string, told: RegExp) => (error: unknown) =>
      error instanceof GoldsmithError && error.code === code && told.test(error.message);
    const misused = goldsmith as unknown as Record<'lookup' | 'chat', (given?: unknown) => Promise<unknown>>;
    for (const given of [5, undefined, null, {}, ['x']])
      await assert.rejects(misused.lookup(given), refused('bad-input', /lookup.*a text/), String(given));
    for (const given of [{}, 5, undefined, null, { question: 5 }])
      await assert.rejects(misused.chat(given), refused('bad-input', /chat.*question/), String(given));
    await assert.rejects(misused.chat({ question: 'x', userId: 5 }), refused('bad-input', /userId/));
    for (const history of ['x', [5], [{ role: 'user' }], [{ role: 'system', content: 'x' }]])
      await assert.rejects(misused.chat({ question: 'x', history }), refused('bad-input', /history/));
    await goldsmith.close();
    await goldsmith.close();
    for (const call of [
      () => goldsmith.lookup('What is a KITAS?'),
      () => goldsmith.chat('What is a KITAS?'),
      () => goldsmith.runNight(),
      () => goldsmith.ingest('pages'),
      () => goldsmith.learn({ messages: [] }),
      () => goldsmith.markWrong('x'),
    ])
      await assert.rejects(call(), refused('closed', /closed.*createGoldsmith/));
  });

  it('says which setting is wrong', async () => {
    await assert.rejects(
      createGoldsmith({ maxWrong: 3 }),
      (error) =>
        error instanceof GoldsmithError && error.code === 'bad-setting' && /GOLDSMITH_MAX_WRONG/.test(error.message),
    );
    await assert.rejects(createGoldsmith({ models: { business: ['clippy:1'] } }), /GOLDSMITH_MODEL_BUSINESS/);
  });

  it('refuses a setting that there is not, with its name', async () => {
    const misspelt: [settings: object, name: RegExp][] = [
      [{ datafolder: 'x' }, /datafolder/],
      [{ models: { bussiness: ['anthropic:x'] } }, /models\.bussiness/],
      [{ models: { openai: { url: 'http://x' } } }, /models\.openai\.url/],
      [{ models: { endpoints: { runpod: { baseURL: 'http://x' } } } }, /models\.endpoints\.runpod\.baseURL/],
      [{ models: { business: 'anthropic:x' } }, /models\.business/],
    ];
    for (const [settings, name] of misspelt) {
      await assert.rejects(
        createGoldsmith(settings),
        (error) => error instanceof GoldsmithError && error.code === 'bad-setting' && name.test(error.message),
      );
    }
  });
});
