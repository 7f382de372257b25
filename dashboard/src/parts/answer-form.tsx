import { LONGEST_QUESTION } from 'desk-api/shown-answer.ts';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { mayDiscard, useUnsaved } from '../shell/unsaved.ts';
import { AnswerText } from './answer-text.tsx';
import './answer-form.css';

/** What somebody writes of an answer. */
export interface WrittenAnswer {
  question: string;
  answer: string;
  /** Two-letter code; empty where it is not told. */
  language: string;
}

/** Where a form stands in the address: what else changes there closes it, see `useUnsaved`. */
const KEPT_BY = ['answer', 'show'];

/** Question and answer to write in, with a preview. Ctrl+Enter saves; Escape leaves it, and asks where something was written. */
export function AnswerForm(props: {
  /** What it began with. */
  initial: WrittenAnswer;
  written: WrittenAnswer;
  onWrite: (written: WrittenAnswer) => void;
  saveLabel: string;
  isSaving: boolean;
  /** Whether the language can be said, too. */
  withLanguage?: boolean;
  onSave: () => void;
  onCancel: () => void;
  /** Whether something else of the form was written. */
  isMoreWritten?: boolean;
  /** More fields. */
  children?: ReactNode;
}) {
  const { initial, written } = props;
  const form = useRef<HTMLFormElement>(null);
  const question = useRef<HTMLInputElement>(null);
  const answer = useRef<HTMLTextAreaElement>(null);
  const isNew = initial.question === '';
  useEffect(() => (isNew ? question : answer).current?.focus(), [isNew]);
  const isChanged = written.question !== initial.question || written.answer !== initial.answer;
  useUnsaved(isChanged || written.language !== initial.language || props.isMoreWritten === true, KEPT_BY);
  const set = (part: Partial<WrittenAnswer>) => props.onWrite({ ...written, ...part });
  const onCancel = () => mayDiscard() && props.onCancel();
  const onKeyDown = (event: KeyboardEvent) => {
    const isSave = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!isSave && event.key !== 'Escape') return;
    event.preventDefault();
    if (event.repeat || props.isSaving) return;
    if (isSave) form.current?.requestSubmit();
    else onCancel();
  };
  return (
    <form
      ref={form}
      className="fields answer-form"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave();
      }}
    >
      <label>
        Question
        <input
          ref={question}
          required
          maxLength={LONGEST_QUESTION}
          dir="auto"
          value={written.question}
          onChange={(event) => set({ question: event.target.value })}
        />
      </label>
      <label>
        Answer, in Markdown
        <textarea
          ref={answer}
          required
          rows={9}
          maxLength={20_000}
          dir="auto"
          value={written.answer}
          onChange={(event) => set({ answer: event.target.value })}
        />
      </label>
      {props.withLanguage && (
        <label>
          Language, as a two-letter code
          <input
            size={4}
            pattern="[a-z]{2}"
            title="two small letters, such as en"
            value={written.language}
            onChange={(event) => set({ language: event.target.value })}
          />
        </label>
      )}
      {props.children}
      <section aria-label="Preview">
        <h3>Preview</h3>
        {written.answer.trim() ? (
          <AnswerText text={written.answer} />
        ) : (
          <p className="empty">What you write is shown here as users see it.</p>
        )}
      </section>
      <div className="actions">
        <button type="submit" className="main" disabled={props.isSaving}>
          {props.isSaving ? 'Saving …' : props.saveLabel} <kbd>Ctrl Enter</kbd>
        </button>
        <button type="button" onClick={onCancel}>
          Cancel <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}
