import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSmallTalk } from '../../src/matching/small-talk.ts';
import { finishes } from '../support/finishes.ts';

const SMALL_TALK = [
  'hi',
  'Hello there!',
  'HELLO',
  'Hiiii',
  'good morning',
  'hello, how are you?',
  'thanks',
  'Thank you very much!',
  'ok thanks',
  'bye bye',
  'Ciao a tutti!',
  'Buongiorno',
  'buona sera',
  'grazie mille',
  'arrivederci',
  'Halo kak 😀',
  'selamat pagi',
  'pagi min',
  'apa kabar?',
  'terima kasih banyak 🙏',
  'makasih ya',
  'ok',
  'test',
];

const LAUGHTER = ['haha', 'hahaha', 'hahahaha', 'wkwk', 'wkwkwk', 'wkwkwkwkwk'];

const QUESTIONS = [
  '',
  '?',
  'hi, what is a KITAS?',
  'Buongiorno, quanto costa un visto?',
  'pagi pak, mau tanya soal visa',
  'thanks, and how long does it take?',
  'notary',
  'hit',
  'okinawa visa',
  'Himalaya tours',
  'test results for my visa',
  'is ciao a visa',
  'kak berapa',
  'KITAS',
];

describe('isSmallTalk', () => {
  for (const text of SMALL_TALK) it(`takes "${text}" as small talk`, () => assert.equal(isSmallTalk(text), true));
  for (const text of LAUGHTER)
    it(`takes the laughter "${text}" as small talk`, () => assert.equal(isSmallTalk(text), true));
  for (const text of QUESTIONS) {
    it(`does not take ${JSON.stringify(text)} as small talk`, () => assert.equal(isSmallTalk(text), false));
  }

  for (const words of ['bye ', 'makasih ya ', 'grazie mille ', 'thank you ', 'ok ', 'h', 'hai! ', '?!']) {
    it(`comes to an end on a message that repeats "${words}" and closes with a question`, async () => {
      const message = `${words.repeat(8_000 / words.length)} KITAS`;
      assert.ok(await finishes('src/matching/small-talk.ts', 'isSmallTalk', [message]));
    });
  }
});
