import type { NewGoldenAnswer } from '../../src/golden/golden-answer.ts';

/** A golden answer to save, with what the test changes. */
export function newAnswer(changes: Partial<NewGoldenAnswer> = {}): NewGoldenAnswer {
  return {
    clusterId: 1,
    canonicalQuestion: 'What is a KITAS?',
    answer: 'A KITAS is a limited stay permit for foreigners.',
    sources: [{ title: 'KITAS', url: null, path: 'en/kitas.md', headings: ['KITAS'], contentHash: 'abc' }],
    metadata: { model: 'offline', tokens: 0, seconds: 0.1 },
    language: 'en',
    ...changes,
  };
}
