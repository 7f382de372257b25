import { addText } from 'desk-api/knowledge.ts';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useChange } from '../../api/use-endpoint.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { count } from '../../parts/in-words.ts';
import { mayDiscard, useUnsaved } from '../../shell/unsaved.ts';

/** Parameters of the address that keep the form open. */
const KEPT_BY = ['add'];

/** Adds a text to the knowledge base, for a question or for none in particular. */
export function AddKnowledge(props: { question: string; language: string | null; onClose: () => void }) {
  const { question, language, onClose } = props;
  const add = useChange(addText);
  const [isWritten, setWritten] = useState(false);
  useUnsaved(isWritten && !add.isSuccess, KEPT_BY);
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => text.current?.focus(), []);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const field = (name: string) => String(given.get(name)).trim();
    const [url, code] = [field('url'), field('language').toLowerCase()];
    add.mutate({
      body: { title: field('title'), text: field('text'), ...(url && { url }), ...(code && { language: code }) },
    });
  };
  if (add.data)
    return (
      <div className="notice" role="status">
        <p>
          <bdi>“{add.data.title}”</bdi> is in the knowledge base ({count(add.data.chunks)}{' '}
          {add.data.chunks === 1 ? 'piece' : 'pieces'}). The chat finds it at once; the next night writes answers from
          it, where it supports them.
        </p>
        <button type="button" onClick={onClose}>
          Done
        </button>
      </div>
    );
  return (
    <section className="add" aria-labelledby="add-title">
      <h2 id="add-title">Add knowledge</h2>
      {question && (
        <p className="lead">
          for: <bdi>{question}</bdi>
        </p>
      )}
      <form className="fields" onSubmit={onSubmit} onInput={() => setWritten(true)}>
        <label>
          Text (plain or Markdown): what is so, in full sentences, as an answer should say it
          <textarea ref={text} name="text" rows={8} required maxLength={200_000} dir="auto" />
        </label>
        <label>
          Title, by which it is found and quoted
          <input name="title" required maxLength={200} defaultValue={question} dir="auto" />
        </label>
        <label>
          Address of the page it comes from, if there is one
          <input name="url" type="url" maxLength={2000} placeholder="https://" />
        </label>
        <label>
          Language (two letters; empty: told from the text)
          <input name="language" size={4} pattern="[A-Za-z]{2}" defaultValue={language ?? ''} />
        </label>
        {add.error && <ErrorNotice error={add.error} />}
        <p className="actions">
          <button type="submit" className="main" disabled={add.isPending}>
            {add.isPending ? 'Adding …' : 'Add it'}
          </button>
          <button type="button" className="quiet" onClick={() => mayDiscard() && onClose()}>
            Cancel
          </button>
        </p>
      </form>
    </section>
  );
}
