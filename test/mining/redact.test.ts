import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { redactPersonalData } from '../../src/mining/redact.ts';
import { finishes } from '../support/finishes.ts';

/** What people write, and what must be left of it. */
const REDACTED: Record<string, [string, string][]> = {
  'e-mail addresses': [
    ['write to made@example.com please', 'write to [email] please'],
    ['made.wijaya+visa@mail.example.co.id', '[email]'],
    ['<Made_99@EXAMPLE.COM>, ok?', '<[email]>, ok?'],
    ['a@b.co,c@d.co', '[email],[email]'],
  ],
  'phone numbers': [
    ['call +62 812-3456-7890', 'call [number]'],
    ['wa 081234567890 ya', 'wa [number] ya'],
    ['0812 3456 7890', '[number]'],
    ['tel:+39 347 123 4567', 'tel:[number]'],
    ['+1 (415) 555-2671', '[number]'],
    ['(0361) 1234567', '[number]'],
    ['081234567890/082345678901', '[number]/[number]'],
    ['No.081234567890', 'No.[number]'],
    ['081.234.567.890', '[number]'],
    ['021 555 123', '[number]'],
    ['WA081234567890', 'WA[number]'],
    ['ask my chauffeur 081234567890', 'ask my chauffeur [number]'],
    ['0812‑3456‑7890', '[number]'],
    ['0812–3456–7890', '[number]'],
  ],
  passports: [
    ['passport X1234567.', 'passport [document].'],
    ['my passport is YA1234567', 'my passport is [document]'],
    ['paspor saya c1234567', 'paspor saya [document]'],
    ['passport 123456789', 'passport [number]'],
  ],
  'bank accounts': [
    ['IT60X0542811101000000123456', '[iban]'],
    ['IT60 X054 2811 1010 0000 0123 456', '[iban]'],
    ['to DE89 3704 0044 0532 0130 00, ok', 'to [iban], ok'],
    ['GB82 WEST 1234 5698 7654 32', '[iban]'],
    ['it60x0542811101000000123456', '[iban]'],
    ['it60 x054 2811 1010 0000 0123 456', '[iban]'],
  ],
  'card, tax and identity numbers': [
    ['card 4111 1111 1111 1111', 'card [number]'],
    ['4111-1111-1111-1111', '[number]'],
    ['4111111111111111 exp 12/27', '[number] exp 12/27'],
    ['NPWP 12.345.678.9-012.345', 'NPWP [number]'],
    ['NIK 5171012345678901', 'NIK [number]'],
    ['NIB 1234567890123', 'NIB [number]'],
  ],
  links: [['see https://example.com/status?me=made&id=1 please', 'see [link] please']],
};

/** Amounts of money in every way people write them. */
const MONEY = [
  'Rp 10.000.000.000',
  'Rp. 50.000.000',
  'IDR 10,000,000,000',
  'IDR 10000000000',
  '10.000.000.000 rupiah',
  '€ 100000000',
  '$12345678',
  '5000000',
  'is 2.500.000 enough',
  'between Rp 100.000.000 and 200.000.000',
  '1.000.000.000,00',
  'Rp10000000',
  'Rp 5000000',
  'rp 500000',
  'IDR 5000000',
  'USD 250000',
  'EUR 150000',
  'we pay 500000 rupiah',
  'I put in 1000000 rupiah',
  '10000000000 IDR',
  'capital of 10000000000 rupiah',
  '12000000 rupiah',
  '20000000 euro',
];

/** Figures that questions turn on. */
const FIGURES = [
  'visa B211A for 60 days',
  'E33G or C312?',
  'KBLI 55110',
  'rule PP 28/2025',
  'from 01/02/2025',
  'in 2024 or 2025',
  '1.5 million',
  'for a family of 4',
  'from 2025-01-03',
];

describe('redactPersonalData', () => {
  for (const [kind, cases] of Object.entries(REDACTED)) {
    for (const [text, expected] of cases) {
      it(`redacts ${kind}: "${text}"`, () => assert.equal(redactPersonalData(text), expected));
    }
  }
  for (const text of MONEY) it(`leaves money: "${text}"`, () => assert.equal(redactPersonalData(text), text));
  for (const text of FIGURES) it(`leaves figures: "${text}"`, () => assert.equal(redactPersonalData(text), text));

  it('redacts all of a text, not only the first find', () => {
    assert.equal(
      redactPersonalData('made@example.com or ketut@example.com, 081234567890 or 082345678901, X1234567'),
      '[email] or [email], [number] or [number], [document]',
    );
  });

  it('leaves texts without personal data as they are', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcdeàéìòu😀?!'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join(' ');
        assert.equal(redactPersonalData(text), text);
      }),
    );
  });

  it('changes nothing the second time', () => {
    const piece = fc.constantFrom(
      ...'made@example.com|+62 812|3456|0000|1234567|X|IT60|Rp|.|,|-| |(|)|https://|[email]|[number]|a|10.000|1'.split(
        '|',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = redactPersonalData(pieces.join(''));
        assert.equal(redactPersonalData(once), once);
      }),
      { numRuns: 3_000 },
    );
  });

  it('finds the e-mail addresses that a plain pattern finds from their beginning', () => {
    const plain = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
    const piece = fc.constantFrom('a', 'é', '漢', '𝒶', '@', '@', '.', '-', '_', ' ', ',', 'b'.repeat(50), 'a@b.c');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        // The second time, for what the first has left.
        const once = text.replace(plain, '[email]');
        assert.equal(redactPersonalData(text), once.replace(plain, '[email]'));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves no e-mail address in any text around it', () => {
    const around = fc.string({ unit: fc.constantFrom(...'ab1 .,;:<>()"!?\n'), maxLength: 12 });
    fc.assert(
      fc.property(around, around, (before, after) => {
        assert.doesNotMatch(redactPersonalData(`${before} made@example.com ${after}`), /made@|@example/);
      }),
    );
  });

  it('leaves no phone number between words, however it is spaced', () => {
    const separator = fc.constantFrom('', ' ', '-', '.', ' - ');
    const digits = fc.array(fc.tuple(fc.nat({ max: 9 }), separator), { minLength: 8, maxLength: 10 });
    fc.assert(
      fc.property(digits, (rest) => {
        const phone = `08${rest.map(([digit, between]) => `${digit}${between}`).join('')}1`;
        const redacted = redactPersonalData(`call me at ${phone} tomorrow`);
        assert.equal(redacted, 'call me at [number] tomorrow', phone);
      }),
    );
  });

  it('comes to an end on 100,000 characters of one kind', async () => {
    const texts = ['a', '1', ' ', '1 ', 'a.', '+', '(', 'A1', 'é', '@'].map((part) =>
      part.repeat(100_000 / part.length),
    );
    assert.ok(await finishes('src/mining/redact.ts', 'redactPersonalData', texts));
  });
});
