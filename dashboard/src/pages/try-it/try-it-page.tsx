import { tryQuestion } from 'desk-api/try-it.ts';
import { type FormEvent, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useShortcut } from '../../shell/shortcuts.ts';
import { TriedView } from './tried-view.tsx';
import './try-it.css';

/** Ask anything, and see each rule's verdict. The question stands in the address, so that it can be sent to somebody. */
export function TryItPage() {
  const [address, setAddress] = useSearchParams();
  const question = address.get('q') ?? '';
  const inTalk = address.get('talk') === '1';
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Write a question', () => field.current?.focus());
  const asked = useEndpoint(tryQuestion, { body: { question, in_talk: inTalk } }, { enabled: question.trim() !== '' });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const q = String(given.get('q')).trim();
    setAddress({ ...(q && { q }), ...(given.get('talk') && { talk: '1' }) });
    // The same once more may come to something else by now.
    if (q === question) asked.refetch();
  };
  return (
    <Page title="Try it">
      <form key={`${question} ${inTalk}`} className="ask" onSubmit={onSubmit}>
        <label htmlFor="question">Question</label>
        <input
          ref={field}
          id="question"
          name="q"
          type="search"
          maxLength={8000}
          defaultValue={question}
          autoComplete="off"
          dir="auto"
        />
        <button type="submit" className="main">
          Ask
        </button>
        <label className="check">
          <input type="checkbox" name="talk" defaultChecked={inTalk} /> it comes after other questions
        </label>
      </form>
      {question ? (
        <Loaded asked={asked}>{(tried) => <TriedView tried={tried} />}</Loaded>
      ) : (
        <p className="empty">
          Write a question as a user would, in any language. It goes the same way as in the chat, up to the point where
          a model would be asked. Nothing is recorded.
        </p>
      )}
    </Page>
  );
}
