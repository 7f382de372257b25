import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewriteFault } from '../../src/culture/rewrite-fault.ts';
import { LanguageDetector } from '../../src/models/language-detector.ts';

const detector = new LanguageDetector(['en', 'id']);
const content = 'Offices work at their own pace, and papers may be asked for twice.';
const faultOf = (text: string) => rewriteFault({ content, language: 'en' }, text, detector);

test('a text of about the same length in the same language may stand', () => {
  assert.equal(faultOf('An office has a pace of its own; you may have to bring a paper twice.'), undefined);
  assert.equal(faultOf(content), undefined);
});

for (const [text, fault] of [
  ['', /is empty/],
  ['   ', /is empty/],
  ['Be patient with them.', /less than half as long/],
  [`${content} ${content} And so on.`, /more than twice as long/],
  ['Kantor punya temponya sendiri, dan berkas bisa diminta dua kali.', /not in the same language \(en\)/],
  ['Gli uffici hanno i loro tempi, e i documenti possono essere chiesti due volte.', /not in the same language/],
] as const) {
  test(`refused: "${text.slice(0, 40)}"`, () => assert.match(faultOf(text) ?? '', fault));
}

test('a chunk in a language that the detector does not tell can be rewritten in it', () => {
  const before = 'Tidak apa-apa, pelan-pelan saja, urusan kantor memang lama.';
  const after = 'Tidak apa-apa, santai saja, urusan di kantor memang perlu waktu.';
  assert.equal(rewriteFault({ content: before, language: 'ban' }, after, detector), undefined);
});
