import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KnowledgeSearch } from '../../src/knowledge/knowledge-search.ts';

/** A document that the search under test is filled with. */
export interface SearchablePage {
  path: string;
  title: string;
  url: string | null;
  language: string;
  text: string;
}

/** What every {@link KnowledgeSearch} under test holds: short enough to be one chunk each. */
export const SEARCHABLE_PAGES: SearchablePage[] = [
  page(
    'en/pets.md',
    'Bringing pets',
    'Dogs and cats cannot simply be brought to the island. Quarantine rules are strict.',
  ),
  page(
    'en/tax.md',
    'Corporate tax',
    'Companies pay 22% on their profit. The annual return is due at the end of April.',
  ),
  page('en/lease.md', 'Leasehold', 'A lease of land usually runs 25 to 30 years. A notary writes the contract.'),
  page(
    'it/pets.md',
    'Portare animali',
    "Cani e gatti non possono essere portati liberamente sull'isola. C'è la quarantena.",
  ),
  page(
    'it/tax.md',
    'Imposta sulle società',
    'Le società pagano il 22% sugli utili. La dichiarazione scade a fine aprile.',
  ),
  page('id/tax.md', 'Pajak badan', 'Perusahaan membayar 22% dari laba. Laporan tahunan paling lambat akhir April.'),
];

function page(path: string, title: string, text: string): SearchablePage {
  return { path, title, text, url: `https://bali.example/${path}`, language: path.slice(0, 2) };
}

/** A search under test, filled with {@link SEARCHABLE_PAGES}. */
export interface KnowledgeSearchCase {
  search: KnowledgeSearch;
  close(): Promise<void>;
}

/**
 * Registers the tests that every {@link KnowledgeSearch} must pass.
 * @param skip why it cannot be tested here, or false.
 */
export function knowledgeSearchContract(
  name: string,
  open: () => Promise<KnowledgeSearchCase>,
  skip: string | false = false,
): void {
  describe(`${name} as a knowledge search`, { skip }, () => {
    let given: KnowledgeSearchCase;
    before(async () => {
      given = await open();
    });
    after(() => given?.close());
    const find = (question: string, language?: string, limit = 3) => given.search.search(question, { language, limit });

    it('counts what there is to search', async () => {
      assert.equal(await given.search.chunkCount(), SEARCHABLE_PAGES.length);
    });

    it('finds a page by its meaning, best first', async () => {
      const question = { en: 'May I take my puppy with me on the flight?', it: 'Posso portare il mio gatto con me?' };
      for (const [language, text] of Object.entries(question))
        assert.equal((await find(text, language))[0].path, `${language}/pets.md`);
    });

    it('says of a chunk where it stands and what it holds', async () => {
      const [{ id, contentHash, text, headings, store: _, ...rest }] = await find('puppy on the flight', 'en', 1);
      assert.deepEqual(rest, {
        title: 'Bringing pets',
        url: 'https://bali.example/en/pets.md',
        path: 'en/pets.md',
        language: 'en',
      });
      assert.match(text, /Quarantine rules/);
      assert.deepEqual(headings, []);
      assert.equal(typeof id, 'string');
      assert.match(contentHash, /^[0-9a-f]{64}$/);
    });

    it('finds only pages in the language asked for, where there are any, else all', async () => {
      for (const language of ['en', 'it', 'id']) {
        const found = await find('tax rate 22%', language, 10);
        assert.ok(found.length > 0);
        assert.deepEqual([...new Set(found.map((chunk) => chunk.language))], [language]);
      }
      assert.equal((await find('corporate tax', 'de', 2)).length, 2);
      const all = await find('tax', undefined, 10);
      assert.deepEqual(all.map(({ path }) => path).sort(), SEARCHABLE_PAGES.map(({ path }) => path).sort());
    });

    it('finds at most as many as asked for, each once, and the same ones each time', async () => {
      const first = await find('tax and pets', undefined, 3);
      assert.equal(new Set(first.map(({ id }) => id)).size, 3);
      assert.deepEqual(await find('tax and pets', undefined, 3), first);
      assert.equal((await given.search.search('tax')).length, 5);
    });

    for (const question of [
      '',
      '???',
      "it's & a | b ! (c) <-> 'd'",
      '🙂',
      'a'.repeat(8_000),
      'a \0 b',
      "'; DROP TABLE x; --",
    ]) {
      it(`answers a search for ${JSON.stringify(question.slice(0, 30))}`, async () => {
        assert.ok((await find(question, 'en', 2)).length <= 2);
      });
    }

    it('throws the reason of a signal that is aborted, already or on the way', async () => {
      const reason = new Error('the user went away');
      const isReason = (error: unknown) => error === reason;
      await assert.rejects(given.search.search('tax', { signal: AbortSignal.abort(reason) }), isReason);
      const stop = new AbortController();
      const searching = given.search.search('tax '.repeat(3_000), { signal: stop.signal });
      setImmediate(() => stop.abort(reason));
      await assert.rejects(searching, isReason);
      assert.equal((await find('tax', 'en', 1)).length, 1);
    });
  });
}
