import assert from 'node:assert/strict';
import { test } from 'node:test';
import { culturalIntents } from '../../src/culture/cultural-intent.ts';

const EXAMPLES: [message: string, ...intents: string[]][] = [
  ['Ciao!', 'greeting'],
  ['Good morning', 'greeting'],
  ['Selamat pagi kak', 'greeting'],
  ['om swastiastu', 'greeting'],
  ['Thanks a lot', 'thanks'],
  ['grazie mille', 'thanks'],
  ['makasih banyak ya', 'thanks'],
  ['halo, terima kasih', 'greeting', 'thanks'],
  ['bye bye', 'farewell'],
  ['buonanotte', 'farewell'],
  ['sampai jumpa', 'farewell'],
  ['I am waiting for weeks now', 'waiting'],
  ['la pratica è in ritardo', 'waiting'],
  ['kok lama sekali', 'waiting'],
  ['can they give me an exact date', 'deadline'],
  ['mi serve una data precisa', 'deadline'],
  ['jadwalnya mundur lagi', 'deadline'],
  ['I am so frustrated', 'complaint'],
  ['sono molto arrabbiata', 'complaint'],
  ['saya kecewa', 'complaint'],
  ['he never says no to me', 'refusal'],
  ['non vuole dire di no', 'refusal'],
  ['aku sungkan', 'refusal'],
  ['there is a ceremony in our street', 'ceremony'],
  ["c'è una processione", 'ceremony'],
  ['besok ada upacara', 'ceremony'],
  ['is everybody fasting?', 'religion'],
  ['sono tutti a digiuno', 'religion'],
  ['lagi puasa nih', 'religion'],
  ['should I address him as Pak?', 'addressing'],
  ['posso dare del tu?', 'addressing'],
  ['enaknya dipanggil apa', 'addressing'],
  ['I have a meeting tomorrow', 'meeting'],
  ['domani ho una riunione', 'meeting'],
  ['besok ada rapat', 'meeting'],
  ['my neighbours are lovely', 'relationship'],
  ['i vicini sono gentili', 'relationship'],
  ['tetangga saya baik', 'relationship'],
  ['I am learning to speak Indonesian', 'language'],
  ['come si dice in indonesiano?', 'language'],
  ['saya nggak ngerti', 'language'],
];

for (const [message, ...intents] of EXAMPLES)
  test(`"${message}": ${intents.join(', ')}`, () => assert.deepEqual(culturalIntents(message), intents));

test('a message can be about several things', () =>
  assert.deepEqual(culturalIntents('Hi! My partner is upset about the delay'), [
    'greeting',
    'waiting',
    'complaint',
    'relationship',
  ]));

for (const message of [
  '',
  '???',
  'tell me a joke',
  'what a lovely sunset',
  'raccontami una storia',
  'cuacanya cerah',
]) {
  test(`"${message}" is about none of them`, () => assert.deepEqual(culturalIntents(message), []));
}

test('a greeting stands at the beginning: "hai" is Italian for "you have"', () =>
  assert.deepEqual(culturalIntents('che bella casa hai'), []));

test('words count as words, not as parts of others', () =>
  assert.deepEqual(culturalIntents('the trustee was titled, disapproving, meetinghouse'), []));
