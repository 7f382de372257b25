import Markdown, { type Components } from 'react-markdown';
import { WebLink } from './web-link.tsx';
import './answer-text.css';

/** Nothing is loaded from elsewhere: an image is told by its words and its address. */
const COMPONENTS: Components = {
  img: ({ alt, src }) => (
    <>
      [image: {alt} {src}]
    </>
  ),
  a: ({ href, children }) => <WebLink url={href ?? null}>{children}</WebLink>,
};

/** An answer as the chat's users see it: Markdown, in which HTML is text. */
export function AnswerText({ text, language }: { text: string; language?: string | null }) {
  return (
    <div className="answer-text" lang={language ?? undefined} dir="auto">
      <Markdown components={COMPONENTS}>{text}</Markdown>
    </div>
  );
}
