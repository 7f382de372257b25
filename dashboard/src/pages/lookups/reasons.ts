/** What the reasons of lookups mean, for people who have never read the code. */
const REASONS: Record<string, string> = {
  'same-words': 'asked in the same words before',
  similar: 'means a question that has an answer',
  'nothing-similar': 'resembles nothing that was asked',
  'unanswered-cluster': 'resembles a question without an answer',
  'below-bar': 'not sure enough',
  figures: 'asks about other figures',
  name: 'asks about another name',
  opposite: 'asks for the opposite',
  negation: 'one says “not”, the other does not',
  'no-answer-in-language': 'no answer in its language',
  'marked-wrong': 'that answer was marked as wrong for it',
  draft: 'the answer waits for a person',
  paused: 'the answer is paused',
  stale: 'the answer’s sources have changed',
  'other-embedder': 'another embedding model since the last night',
  'not-ready': 'the answers were not loaded yet',
  error: 'an error; the server’s log says which',
  empty: 'holds no words',
  'small-talk': 'small talk',
  'follow-up': 'leans on the conversation',
  personal: 'about the asker’s own matter',
  'time-bound': 'about now: dates, rates, weather',
  'other-form': 'asks for another form, such as a letter',
};

/** A reason in words; one that is not known here as it stands. */
export function reasonInWords(reason: string): string {
  return REASONS[reason] ?? reason.replaceAll('-', ' ');
}

/** Those that a filter offers. */
export const KNOWN_REASONS = Object.keys(REASONS);
