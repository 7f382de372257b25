import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { AnswerText } from './answer-text.tsx';
import './answer-form.css';

/** What somebody writes of an answer. */
export interface WrittenAnswer {
  question: string;
  answer: string;
  /** Two-letter code; empty where it is not told. */
  language: string;
}

/** Question and answer to write in, with a preview. Ctrl+Enter saves, Escape leaves it. */
export function AnswerForm(props: {
  initial: WrittenAnswer;
  saveLabel: string;
  isSaving: boolean;
  /** Whether the language can be said, too. */
  withLanguage?: boolean;
  onSave: (written: WrittenAnswer) => void;
  onCancel: () => void;
  /** More fields. */
  children?: ReactNode;
}) {
  const [written, setWritten] = useState(props.initial);
  const form = useRef<HTMLFormElement>(null);
  const question = useRef<HTMLInputElement>(null);
  const answer = useRef<HTMLTextAreaElement>(null);
  const isNew = props.initial.question === '';
  useEffect(() => (isNew ? question : answer).current?.focus(), [isNew]);
  const set = (part: Partial<WrittenAnswer>) => setWritten((before) => ({ ...before, ...part }));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
    else if (event.key === 'Escape') props.onCancel();
    else return;
    event.preventDefault();
  };
  return (
    <form
      ref={form}
      className="fields answer-form"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave(written);
      }}
    >
      <label>
        Question
        <input
          ref={question}
          required
          maxLength={2000}
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
        <button type="button" onClick={props.onCancel}>
          Cancel <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}
