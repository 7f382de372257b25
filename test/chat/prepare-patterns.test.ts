import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PREPARING_QUESTIONS, preparePatterns } from '../../src/chat/prepare-patterns.ts';
import { ENGLISH } from '../../src/matching/eligibility/personal-english.ts';
import { INDONESIAN } from '../../src/matching/eligibility/personal-indonesian.ts';
import { ITALIAN } from '../../src/matching/eligibility/personal-italian.ts';
import { ineligibilityOf } from '../../src/matching/eligibility.ts';
import { LanguageDetector } from '../../src/models/language-detector.ts';

test('what prepares the patterns is turned away by none of them, and speaks of the asker in each language', () => {
  for (const question of PREPARING_QUESTIONS) assert.equal(ineligibilityOf(question, true), undefined, question);
  for (const { speaksOfSelf } of [ENGLISH, ITALIAN, INDONESIAN])
    assert.equal(PREPARING_QUESTIONS.filter((question) => speaksOfSelf.test(question.toLowerCase())).length, 2);
  preparePatterns(new LanguageDetector(['en', 'it', 'id']));
});
