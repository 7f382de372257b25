import type { LabelledQuestion } from '../../src/evaluate/labelled-questions.ts';

/** Two wordings of what each label asks for. */
const WISHES: Record<string, [string, string]> = {
  passport: ['renew a passport', 'extend an expired passport'],
  library: ['borrow a library book', 'take books out of the library'],
  dog: ['register a dog', 'sign up a dog for the dog tax'],
  garden: ['rent an allotment garden', 'lease a garden plot'],
  parking: ['get a resident parking permit', 'park with a residents permit'],
  wedding: ['book the town hall for a wedding', 'get married in the town hall'],
  waste: ['dispose of an old fridge', 'throw away a broken fridge'],
  swimming: ['join a swimming course', 'take swimming lessons'],
};

const FRAMES = [
  'How do I {}?',
  'how can one {}',
  'What is needed to {}?',
  'please explain how to {}',
  'steps to {}',
  'Is there a way to {}?',
  'what is the procedure to {}',
  'where do I go to {}',
  'Which form is needed to {}?',
];

/** Asked once each; nobody answers them. */
const STRANGE = [
  'Who painted the ceiling of the Sistine Chapel?',
  'how tall is the highest volcano on Mars',
  'Which football club won the championship in 1987?',
  'why do cats purr',
  'recipe for fried rice with egg',
  'What is the boiling point of helium?',
];

const labelled = (frames: readonly string[]): LabelledQuestion[] =>
  Object.entries(WISHES).flatMap(([label, wishes]) =>
    frames.flatMap((frame) => wishes.map((wish) => ({ text: frame.replace('{}', wish), label }))),
  );

/** An invented log of a town: 8 labels in 18 wordings each, and six questions that must not be answered. */
export const LOG: readonly LabelledQuestion[] = [
  ...labelled(FRAMES),
  ...STRANGE.map((text) => ({ text, label: undefined })),
];

/** Asked of it afterwards. */
export const LATER: readonly LabelledQuestion[] = [
  ...labelled(['How can I {}?', 'can you tell me how to {}']),
  { text: 'How deep is the Baltic Sea?', label: undefined },
  { text: 'best films of the last century', label: undefined },
];

/** A labelled file of them. */
export function tsvOf(questions: readonly LabelledQuestion[]): string {
  return ['text\tlabel', ...questions.map(({ text, label }) => `${text}\t${label ?? 'oos'}`), ''].join('\n');
}
