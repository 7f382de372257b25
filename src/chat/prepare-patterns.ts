import { culturalIntents } from '../culture/cultural-intent.ts';
import { particularsOf } from '../matching/agreement.ts';
import { ineligibilityOf } from '../matching/eligibility.ts';
import { greetingLanguage } from '../matching/greetings.ts';
import { normaliseQuestion } from '../matching/normalise.ts';
import { redactPersonalData } from '../mining/redact.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import { lexicalFeatures } from './routing/route-marks.ts';

/**
 * The asker speaks of himself and of this evening, and asks for nothing that is his alone: so all patterns are tried, to the last. In
 * each language once, and once in letters beyond Latin-1: V8 compiles a pattern for each of the two kinds of text.
 */
export const PREPARING_QUESTIONS = [
  'How do I write a letter to my landlord about a party tonight?',
  'Come scrivo una lettera al mio padrone di casa per una festa di stasera?',
  'Bagaimana saya menulis surat untuk tetangga tentang pesta malam ini?',
].flatMap((question) => [question, `${question} (\u8a31\u53ef)`]);

/** A pattern is compiled when it is needed first, and once more when it is needed again. */
const TIMES = 3;

/**
 * Has the patterns that every question meets compiled. Whoever asked first, and whoever asked first in letters beyond Latin-1,
 * would hold everybody else up for a tenth of a second.
 */
export function preparePatterns(detector: LanguageDetector): void {
  for (const question of PREPARING_QUESTIONS)
    for (let time = 0; time < TIMES; time++) {
      normaliseQuestion(question);
      ineligibilityOf(question, true);
      particularsOf(question);
      detector.detect(question);
      greetingLanguage(question);
      lexicalFeatures(question);
      culturalIntents(question);
      redactPersonalData(question);
    }
}
