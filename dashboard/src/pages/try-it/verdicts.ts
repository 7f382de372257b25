import type { Tried, TryStep } from 'desk-api/try-it.ts';
import { languageName } from '../../parts/in-words.ts';
import { reasonInWords } from '../lookups/reasons.ts';

/** One rule, and what it says of the question. `open`: it was not asked, because the matter was decided before. */
export interface Verdict {
  rule: string;
  /** `told` decides nothing by itself. */
  state: 'passed' | 'stopped' | 'told' | 'open';
  says: string;
}

type StepOf<Kind extends TryStep['step']> = Extract<TryStep, { step: Kind }>;

/** The rules in the order in which serving asks them, as the server told its steps. */
export function verdictsOf({ steps, outcome }: Tried): Verdict[] {
  const find = <Kind extends TryStep['step']>(kind: Kind) =>
    steps.find((one): one is StepOf<Kind> => one.step === kind);
  const open = 'not asked';
  const from = <S>(rule: string, step: S | undefined, tell: (step: S) => Omit<Verdict, 'rule'>): Verdict =>
    step === undefined ? { rule, state: 'open', says: open } : { rule, ...tell(step) };
  const check = (kind: StepOf<'answer'>['check']) =>
    steps.find((one): one is StepOf<'answer'> => one.step === 'answer' && one.check === kind);
  const passes = (rule: string, kind: StepOf<'answer'>['check'], yes: string, no: string) =>
    from(rule, check(kind), ({ passed }) => ({ state: passed ? 'passed' : 'stopped', says: passed ? yes : no }));
  const decided = find('decide');
  return [
    from('Same words before', find('same-words'), sameWords),
    from('Needs the conversation', find('talk'), inTalk),
    from('May be answered from the cache', find('eligible'), eligible),
    from('Embedded', find('embed'), embedded),
    from('Language', find('language'), ({ told }) => ({
      state: 'told',
      says: told ? languageName(told) : 'too short to tell; that of the nearest phrasing counts',
    })),
    ...decideVerdicts(decided),
    ...(check('exception') ? [passes('Excepted there', 'exception', 'a person has mapped such questions', 'no')] : []),
    passes('Answer in its language', 'language', 'yes', 'there is none'),
    passes('Published', 'status', 'yes', 'the answer is a draft, or paused'),
    passes('Sources unchanged', 'stale', 'yes', 'the answer is stale'),
    passes('Not marked as wrong', 'marked-wrong', 'nobody has', 'for this question or one that means the same'),
    { rule: 'Outcome', state: outcome === 'hit' ? 'passed' : 'stopped', says: outcome },
  ];
}

function sameWords({ normalised, cluster }: StepOf<'same-words'>): Omit<Verdict, 'rule'> {
  const found =
    cluster === undefined ? 'not found' : `found, cluster ${cluster}; the rules for new words are not needed`;
  return { state: cluster === undefined ? 'told' : 'passed', says: `“${normalised}”: ${found}` };
}

function inTalk({ leans, hasHistory }: StepOf<'talk'>): Omit<Verdict, 'rule'> {
  if (!leans) return { state: 'passed', says: 'no, it stands by itself' };
  return hasHistory
    ? { state: 'stopped', says: 'yes, and it comes after others' }
    : { state: 'passed', says: 'it would after other questions; it is the first' };
}

function eligible({ ineligible, isExcepted }: StepOf<'eligible'>): Omit<Verdict, 'rule'> {
  if (ineligible === undefined) return { state: 'passed', says: 'yes' };
  const why = reasonInWords(ineligible);
  return isExcepted
    ? { state: 'told', says: `no (${why}), but some such questions are excepted` }
    : { state: 'stopped', says: `no: ${why}` };
}

function embedded({ model, isOfOtherEmbedder }: StepOf<'embed'>): Omit<Verdict, 'rule'> {
  return isOfOtherEmbedder
    ? { state: 'stopped', says: `${model}; the last night used another, so run a night` }
    : { state: 'passed', says: model };
}

function decideVerdicts(decided: StepOf<'decide'> | undefined): Verdict[] {
  const rules = ['Resembles something', 'That has an answer', 'Above the bar', 'Agrees in figures, names and sense'];
  const states = decided ? decideStates(decided) : [];
  let isOver = false;
  return rules.map((rule, i): Verdict => {
    const state = states[i];
    if (!state || isOver) return { rule, state: 'open', says: 'not asked' };
    isOver = state.state === 'stopped';
    return { rule, ...state };
  });
}

function decideStates({
  considered,
  score,
  bar,
  isAnswered,
  disagreement,
  rule,
}: StepOf<'decide'>): Omit<Verdict, 'rule'>[] {
  const kind = rule === 'fixed' ? 'cosine' : 'probability';
  const isAbove = bar !== null && score !== undefined && score >= bar;
  return [
    score === undefined
      ? { state: 'stopped', says: 'nothing' }
      : { state: 'passed', says: `${considered.length} nearest below` },
    isAnswered ? { state: 'passed', says: 'yes' } : { state: 'stopped', says: 'the most likely one has none' },
    {
      state: isAbove ? 'passed' : 'stopped',
      says: `${kind} ${score?.toFixed(3)}, bar ${bar === null ? 'none: nothing is served' : bar.toFixed(3)}`,
    },
    disagreement ? { state: 'stopped', says: reasonInWords(disagreement) } : { state: 'passed', says: 'yes' },
  ];
}
