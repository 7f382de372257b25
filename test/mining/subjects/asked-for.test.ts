import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kindsAskedFor } from '../../../src/mining/subjects/asked-for.ts';

/** The same question in English, Italian and Indonesian, and a kind that all three ask for. */
const ASKED: [kind: string, ...questions: string[]][] = [
  ['price', 'How much is a KITAS?', "Quant'è il KITAS?", 'Berapa biaya KITAS?'],
  ['price', 'what does it cost', 'quanto costa', 'harganya berapa'],
  ['duration', 'How long does it take?', 'Quanto tempo ci vuole?', 'Berapa lama prosesnya?'],
  ['meaning', 'What is an NPWP?', 'Che cos’è un NPWP?', 'NPWP itu apa?'],
  ['manner', 'how do I open an account', 'come si apre un conto', 'gimana cara buka rekening'],
  ['place', 'Where is it?', 'DOVE si trova?', 'Di mana tempatnya?'],
  ['permission', 'Can I work?', 'Posso lavorare?', 'Bolehkah saya bekerja?'],
  ['extend', 'extending my visa', 'proroga del visto', 'perpanjangan visa'],
];

describe('kindsAskedFor', () => {
  for (const [kind, ...questions] of ASKED) {
    for (const question of questions)
      it(`takes "${question}" to ask for ${kind}`, () => assert.ok(kindsAskedFor(question).includes(kind)));
  }

  it('finds several kinds in one question', () => {
    assert.deepEqual(kindsAskedFor('Where and when can I pay?').toSorted(), ['pay', 'permission', 'place', 'time']);
  });

  it('finds none where nothing says it', () => {
    for (const text of ['', 'KITAS', 'PT PMA Bali', '???']) assert.deepEqual(kindsAskedFor(text), [], text);
  });

  it('looks for whole words and for beginnings where it should', () => {
    assert.deepEqual(kindsAskedFor('the message'), [], 'not the "age" in "message"');
    assert.deepEqual(kindsAskedFor('a cinema ticket'), [], 'not the "come" or "chi" of other words');
    assert.ok(kindsAskedFor('harganya').includes('price'));
  });
});
