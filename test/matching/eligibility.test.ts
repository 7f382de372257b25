import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, test } from 'node:test';
import { ineligibilityOf } from '../../src/matching/eligibility.ts';
import { finishes } from '../support/finishes.ts';

interface Labelled {
  text: string;
  /** What it is by its meaning, which the rules may miss. */
  reason: string;
  hasHistory: boolean;
  language: string;
}

/** Questions invented for this test, labelled by their meaning before the rules that were made for them. */
const LABELLED: Labelled[] = readFileSync(new URL('../data/eligibility.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))
  .map(([text, reason, history, language]) => ({ text, reason, hasHistory: history === '1', language }));

const verdict = (text: string, hasHistory = false) => ineligibilityOf(text, hasHistory) ?? 'eligible';

interface Counts {
  right: number;
  given: number;
  due: number;
}

/** Of the questions called so how many are so (precision), and of those that are so how many are called so (recall). */
function countsOf(reason: string, questions: readonly Labelled[]): Counts {
  const counts = { right: 0, given: 0, due: 0 };
  for (const question of questions) {
    const given = verdict(question.text, question.hasHistory) === reason;
    if (given) counts.given++;
    if (question.reason === reason) counts.due++;
    if (given && question.reason === reason) counts.right++;
  }
  return counts;
}

const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
const percent = (part: number, whole: number) => `${(100 * share(part, whole)).toFixed(1)}%`.padStart(6);

/** A few points under what was measured. A question wrongly left out costs one hit; one wrongly let in may be answered for another asker. */
const FLOORS: [reason: string, precision: number, recall: number][] = [
  ['eligible', 0.95, 0.95],
  ['personal', 0.95, 0.93],
  ['follow-up', 0.95, 0.95],
  ['time-bound', 0.95, 0.93],
  ['small-talk', 0.95, 0.93],
  ['empty', 1, 1],
];

describe('ineligibilityOf, over the labelled questions', () => {
  for (const [reason, precision, recall] of FLOORS) {
    it(`is right about ${reason} nearly always`, (t) => {
      for (const language of ['en', 'it', 'id', 'any language']) {
        const asked = LABELLED.filter((question) => language === 'any language' || question.language === language);
        const { right, given, due } = countsOf(reason, asked);
        if (due > 0)
          t.diagnostic(
            `${reason.padEnd(10)} ${language.padEnd(12)} precision ${percent(right, given)}, recall ${percent(right, due)} of ${due}`,
          );
      }
      const { right, given, due } = countsOf(reason, LABELLED);
      assert.ok(share(right, given) >= precision, `precision ${percent(right, given)}`);
      assert.ok(share(right, due) >= recall, `recall ${percent(right, due)}`);
    });
  }

  it('names the reason of most questions, whatever the language', (t) => {
    for (const language of ['en', 'it', 'id']) {
      const asked = LABELLED.filter((question) => question.language === language);
      const right = asked.filter(({ text, reason, hasHistory }) => verdict(text, hasHistory) === reason).length;
      t.diagnostic(`${language}: ${percent(right, asked.length)} of ${asked.length}`);
      assert.ok(share(right, asked.length) >= 0.95, `${language} ${percent(right, asked.length)}`);
    }
  });
});

/** One of each kind, which must never be otherwise. */
const CERTAIN: [text: string, hasHistory: boolean, reason: string][] = [
  ['Has my KITAS application been approved yet?', false, 'personal'],
  ['La mia domanda di KITAS è stata approvata?', false, 'personal'],
  ['Permohonan KITAS saya sudah disetujui belum?', false, 'personal'],
  ['How do I check the status of my KITAS?', false, 'eligible'],
  ['Why was my card payment declined?', false, 'eligible'],
  ['Perché il mio pagamento è stato rifiutato?', false, 'eligible'],
  ['Kenapa pembayaran saya ditolak?', false, 'eligible'],
  ['I paid today and it is not there', false, 'eligible'],
  ['How long until my card arrives?', false, 'eligible'],
  ['And how much is that one?', false, 'follow-up'],
  ['for two people?', true, 'follow-up'],
  ['And how do I open a bank account?', true, 'eligible'],
  ['e-VOA costo in euro?', false, 'eligible'],
  ['What is the exchange rate today?', false, 'time-bound'],
  ['How is the exchange rate decided?', false, 'eligible'],
  ['Che tempo fa a Bali ad agosto?', false, 'eligible'],
  ['My visa ended today, what is the fine?', false, 'eligible'],
  ['Translate "What is a KITAS?" into German', false, 'other-form'],
  ["Puoi tradurre in inglese: cos'è un KITAS?", false, 'other-form'],
  ['tolong terjemahkan ke bahasa Inggris: apa itu KITAS', false, 'other-form'],
  ['What is a KITAS? Answer in one word.', false, 'other-form'],
  ['What is a KITAS? Reply in Italian please', false, 'other-form'],
  ["Cos'è un KITAS? Rispondi in inglese", false, 'other-form'],
  ['apa itu KITAS? jawab dalam bahasa Inggris', false, 'other-form'],
  ['Do you translate documents into Indonesian?', false, 'eligible'],
  ['Who can translate my diploma?', false, 'eligible'],
  ['Serve un traduttore giurato?', false, 'eligible'],
  ['apakah dokumen harus diterjemahkan ke bahasa Indonesia?', false, 'eligible'],
  ['Do I have to answer in Italian at the interview?', false, 'eligible'],
  ['Selamat pagi kak', false, 'small-talk'],
  ['what time is it', false, 'time-bound'],
  ['quanto vi devo ancora', false, 'personal'],
  ['?!', false, 'empty'],
  ['', false, 'empty'],
];

describe('ineligibilityOf', () => {
  for (const [text, hasHistory, reason] of CERTAIN) {
    it(`takes ${JSON.stringify(text)}${hasHistory ? ' in a conversation' : ''} for ${reason}`, () =>
      assert.equal(verdict(text, hasHistory), reason));
  }

  it('does not mind how a question is written', () => {
    for (const text of [
      'HAS MY VISA BEEN APPROVED?',
      'has  my\nvisa been approved',
      'what’s my balance',
      '  is my passport ready ?',
    ])
      assert.equal(verdict(text), 'personal', text);
  });
});

// Nothing in the patterns may repeat without bound inside what repeats: these would show it.
for (const piece of [
  'my ',
  'my visa ',
  'is my ',
  'mia pratica ',
  'saya sudah ',
  'visa ',
  'it ',
  'a-',
  "dell'",
  'e ',
  'now, ',
  'hi, ',
  'x',
  'am i registered ',
  'my visa is at, ',
  'il mio visto è, ',
  'visa saya masih, ',
  'sono iscritto ',
  'apakah saya overstay ',
  'when is the next ',
  'kapan kapal ',
  'is it ',
  'can it be paid with ',
  'gak sih ',
])
  test(`comes to an end on a message that repeats "${piece}"`, async () => {
    const message = `has ${piece.repeat(16_000 / piece.length)}?`;
    const bare = message.slice('has '.length);
    assert.ok(await finishes('src/matching/eligibility.ts', 'ineligibilityOf', [message, `${message} yet`, bare]));
  });

for (const mark of ['!', '.', '(', '\uff1f', ', ', ' - '])
  test(`comes to an end where "${mark}" stands 100,000 times`, async () => {
    const message = `${mark.repeat(100_000 / mark.length)}zz what is it?`;
    const texts = [message, `what is it${message}`];
    assert.ok(await finishes('src/matching/eligibility/clauses.ts', 'clausesOf', texts));
    assert.ok(await finishes('src/matching/eligibility.ts', 'ineligibilityOf', texts));
  });

test('the labelled questions are enough of each kind and language', () => {
  assert.ok(LABELLED.length >= 420);
  assert.equal(new Set(LABELLED.map(({ text, hasHistory }) => `${text} ${hasHistory}`)).size, LABELLED.length);
  for (const language of ['en', 'it', 'id'])
    assert.ok(LABELLED.filter((question) => question.language === language).length >= 140, language);
});
