import Markdown from 'react-markdown';
import './answer-text.css';

/** An answer as the chat's users see it: Markdown, in which HTML is text. */
export function AnswerText({ text, language }: { text: string; language?: string | null }) {
  return (
    <div className="answer-text" lang={language ?? undefined} dir="auto">
      <Markdown>{text}</Markdown>
    </div>
  );
}
