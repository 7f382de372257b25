import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { disagreementWith, particularsOf, strangenessTo } from '../../src/matching/agreement.ts';
import { finishes } from '../support/finishes.ts';

const FIGURES: [string, string[]][] = [
  ['How much is a visa?', []],
  ['visa for 60 days', ['60']],
  ['E33G or b211A visa', ['e33g', 'b211a']],
  ['capital of 10,000,000,000 rupiah', ['10000000000']],
  ['capital of Rp 10.000.000.000', ['10000000000']],
  ['1.5 million', ['1.5']],
  ['６０ days', ['60']],
  ['from 2025 to 2026', ['2025', '2026']],
];

const NEGATED = [
  "I don't have a sponsor, can I apply",
  'I don’t have a sponsor',
  'I dont have a sponsor',
  'is it not possible to own land',
  "can't I own land",
  "why won't they extend it",
  'apply without a sponsor',
  'I have never had a KITAS',
  'I cannot drive',
  'non posso comprare una casa?',
  'posso entrare senza visto',
  'ho mai bisogno del visto',
  'saya tidak punya sponsor',
  'gak bisa perpanjang',
  'ga bisa perpanjang',
  'nggak bisa perpanjang',
  'bukan orang Indonesia',
  'jangan bayar dulu',
  'masuk tanpa visa',
  'belum punya NPWP',
  'TIDAK BISA?',
];

/** As people write in a chat. */
const NEGATED_IN_CHATS = [
  'I cant extend it',
  'it doesnt work',
  'they wont extend it',
  'i didnt pay tax',
  'enggak bisa perpanjang',
  'ngga bisa perpanjang',
  'tdk bisa perpanjang',
  'nessun visto',
];

/** Asks whether, and negates nothing. */
const ASKING_WHETHER = [
  'can I work on it or not?',
  'posso lavorare o no?',
  'bisa perpanjang atau tidak?',
  'bisa perpanjang gak?',
  'KITAS sudah jadi belum ya?',
  'apakah perlu tidak sponsor',
  'boleh gak kerja di Bali',
];

const AFFIRMED = [
  'What is a KITAS?',
  'where is the notary',
  'is nothing else needed',
  'a knot in the garden',
  'Posso comprare una casa?',
  'quanto costa la canonica',
  'senzatetto',
  'berapa biaya perpanjang visa',
  'takut terlambat',
  'garasi di Bali',
  'maintenance fee',
];

describe('particularsOf', () => {
  for (const [text, figures] of FIGURES) {
    it(`finds ${figures.length === 0 ? 'no figures' : figures.join(', ')} in "${text}"`, () =>
      assert.deepEqual([...particularsOf(text).figures], figures));
  }
  for (const text of NEGATED) {
    it(`takes "${text}" as negated`, () => assert.equal(particularsOf(text).negated, true));
  }
  for (const text of NEGATED_IN_CHATS) {
    it(`takes "${text}", as written in a chat, as negated`, () => assert.equal(particularsOf(text).negated, true));
  }
  for (const text of ASKING_WHETHER) {
    it(`takes "${text}" as asking whether, not as negated`, () => assert.equal(particularsOf(text).negated, false));
  }
  for (const text of AFFIRMED) {
    it(`does not take "${text}" as negated`, () => assert.equal(particularsOf(text).negated, false));
  }

  it('finds the matter beside figures and negations', () => {
    assert.deepEqual(particularsOf("What if I can't extend a visa for 60 days without a sponsor?").matter, [
      'extend',
      'visa',
      'days',
      'sponsor',
    ]);
    assert.deepEqual(particularsOf('60 not?').matter, []);
  });

  it('comes to an end on texts made to exhaust it', async () => {
    const texts = ['a'.repeat(200_000), `bisa${' '.repeat(200_000)}x`, 'not '.repeat(50_000), '1.'.repeat(100_000)];
    assert.ok(await finishes('src/matching/agreement.ts', 'particularsOf', texts));
  });

  it('takes an amount the same whichever way its thousands are separated', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 999_999_999_999 }), (amount) => {
        const english = amount.toLocaleString('en');
        const italian = english.replaceAll(',', '.');
        for (const written of [english, italian, String(amount)]) {
          assert.deepEqual([...particularsOf(`fee of ${written} rupiah?`).figures], [String(amount)], written);
        }
      }),
    );
  });
});

describe('disagreementWith', () => {
  const compare = (question: string, ...phrasings: string[]) =>
    disagreementWith(particularsOf(question), phrasings.map(particularsOf));

  it('finds other figures', () => {
    assert.equal(compare('visa for 30 days', 'visa for 60 days'), 'figures');
    assert.equal(compare('is E33G ok', 'is E33F ok'), 'figures');
    assert.equal(compare('visa for 30 days', 'visa for 60 days', 'how long is the visa'), 'figures');
    assert.equal(compare('from 30 to 90 days', 'from 30 to 60 days'), 'figures');
  });

  it('agrees where each figure stands in one of the phrasings', () => {
    assert.equal(compare('visa for 30 days', 'visa for 60 days', '30 day visa'), undefined);
    assert.equal(compare('from 30 to 60 days', 'a 30 day visa', 'a 60 day visa'), undefined);
    assert.equal(compare('capital of 10.000.000.000', 'capital of 10,000,000,000'), undefined);
  });

  it('agrees where the phrasings name no figure, or have none in common', () => {
    assert.equal(compare('visa for 30 days', 'how long is the visa'), undefined);
    assert.equal(compare('set an alarm for 6', 'set an alarm for 7', 'alarm at 8 please'), undefined);
  });

  it('agrees where the question has fewer figures than the phrasings', () => {
    assert.equal(compare('how long is the visa', 'is the visa for 60 days'), undefined);
  });

  it('finds a negation on one side, in either direction, in any of the languages', () => {
    for (const [plain, negated] of [
      ['can I own land', "can't I own land"],
      ['posso comprare casa', 'non posso comprare casa'],
      ['bisa perpanjang visa', 'tidak bisa perpanjang visa'],
    ]) {
      assert.equal(compare(plain, negated), 'negation');
      assert.equal(compare(negated, plain), 'negation');
      assert.equal(compare(negated, negated), undefined);
      assert.equal(compare(negated, plain, negated), undefined);
    }
  });

  it('agrees where more than a negation tells them apart', () => {
    assert.equal(compare("I can't see my card in the app, why?", 'where is my new card'), undefined);
    assert.equal(compare('how do I buy a house', 'can I own land without a company', 'not by lease'), undefined);
  });

  it('finds a negation though the other side says a word more', () => {
    assert.equal(compare('can I own land', "can't I own land here in Bali"), 'negation');
  });

  it('finds an opposite that is all that tells them apart, in three languages', () => {
    const opposites = [
      ['What is the maximum capital for a PT PMA?', 'what is the minimum capital for a PT PMA?'],
      ['Can I sell land in Bali as a foreigner?', 'can a foreigner buy land in Bali?'],
      ['Can I rent land in Bali?', 'Can I buy land in Bali?'],
      ['How long does it take to close a company?', 'How long does opening a company take?'],
      ['Uno straniero può vendere terreno a Bali?', 'uno straniero può comprare terreno a Bali?'],
      ['Berapa modal maksimal PT PMA?', 'berapa modal minimal PT PMA?'],
      ['Apakah orang asing boleh menyewa tanah di Bali?', 'apakah orang asing boleh beli tanah di Bali?'],
    ];
    for (const [question, phrasing] of opposites) {
      assert.equal(compare(question, phrasing), 'opposite', question);
      assert.equal(compare(phrasing, question), 'opposite', phrasing);
    }
  });

  it('agrees where a phrasing stands with the question, or more than the opposite tells them apart', () => {
    assert.equal(compare('can I sell land', 'can I buy land', 'may I sell my land'), undefined);
    assert.equal(compare('can I buy and sell land', 'can I buy land'), undefined);
    assert.equal(compare('how do I open an account', 'I closed my account yesterday, may I have another'), undefined);
    assert.equal(compare('I was not sent the money', 'I did not receive the money'), undefined);
    assert.equal(compare('buying a house', 'can I buy a house'), undefined);
  });

  it('finds another name in capitals', () => {
    assert.equal(compare('How much does a KITAP cost?', 'how much does a KITAS cost?', 'kitas price'), 'name');
    assert.equal(compare('What is VAT?', 'What is NPWP?'), 'name');
    assert.equal(compare('Quanto costa un KITAP?', 'quanto costa il KITAS?'), 'name');
  });

  it('finds a place, a people or a language that no phrasing names', () => {
    assert.equal(compare('How much does a KITAS cost in Thailand?', 'how much does a KITAS cost?'), 'name');
    assert.equal(compare('can a foreigner buy land in Jakarta', 'can a foreigner buy land in Bali?'), 'name');
    assert.equal(compare('quanto costa un visto per Italiani', 'quanto costa un visto?'), 'name');
    assert.equal(compare('can a foreigner buy land in Bali', 'can a foreigner buy land in bali?'), undefined);
    // Asked of several places.
    assert.equal(compare('is it hot in Milan', 'is it hot in Rome', 'is it hot in London'), undefined);
    // A title, a sentence of its own, and a greeting say nothing of a place.
    assert.equal(compare('How To Buy Land In Bali For Foreigners', 'how to buy land for foreigners'), undefined);
    assert.equal(compare('Hello, Ann here: what is a KITAS?', 'what is a KITAS?'), undefined);
  });

  it('finds another name of the log in small letters', () => {
    const names = new Set(['kitas', 'kitap']);
    const compareKnowing = (question: string, ...phrasings: string[]) =>
      disagreementWith(particularsOf(question), phrasings.map(particularsOf), names);
    assert.equal(compareKnowing('how much is a kitap', 'how much is a kitas', 'kitas price'), 'name');
    assert.equal(compareKnowing('KITAP PRICE', 'kitas price'), 'name');
    assert.equal(compareKnowing('how much is a kitas', 'how much is a kitap', 'kitas price'), undefined);
    assert.equal(compareKnowing('how much is the card', 'how much is a kitas'), undefined);
  });

  it('agrees on a name written otherwise, an added one, and none at all', () => {
    assert.equal(compare('Is the USA allowed?', 'is the US allowed?'), undefined);
    assert.equal(compare('placements at IITs', 'placements at IIT'), undefined);
    assert.equal(compare('KITAS for a CEO, price?', 'price of a KITAS'), undefined);
    assert.equal(compare('HOW MUCH IS IT', 'how much is a KITAS'), undefined);
    assert.equal(compare('What is a VISA?', 'what is a visa?', 'What is a KITAS?'), undefined);
  });

  it('never disagrees with the question itself, whatever else is asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (question, others) => {
        assert.equal(compare(question, ...others, question), undefined);
      }),
    );
  });
});

describe('strangenessTo', () => {
  const strangeness = (question: string, ...phrasings: string[]) =>
    strangenessTo(particularsOf(question), phrasings.map(particularsOf));

  it('is 1 for a figure that no phrasing names, and for a negation where all affirm or the other way round', () => {
    assert.deepEqual(strangeness('visa for 30 days', 'a visa'), { figures: 1, negation: 0 });
    assert.deepEqual(strangeness('not for 30 days', 'for 60 days', 'for 30 days'), { figures: 0, negation: 1 });
    assert.deepEqual(strangeness('a visa', 'no longer', 'never'), { figures: 0, negation: 1 });
    assert.deepEqual(strangeness('a visa', 'no longer', 'always'), { figures: 0, negation: 0 });
  });

  it('is nothing beside the question itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (question, others) => {
        assert.deepEqual(strangeness(question, ...others, question), { figures: 0, negation: 0 });
      }),
    );
  });
});
