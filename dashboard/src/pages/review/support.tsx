import type { ReviewCard } from 'desk-api/review.ts';
import { SourceList } from '../../parts/source-list.tsx';

/** Which sentence of the sources supports which of the answer: the answer's are numbered, the sources' bear these numbers. */
export function Support({ card: { kind, sentences, sources } }: { card: ReviewCard }) {
  if (sentences.length === 0 && sources.length === 0) return null;
  return (
    <>
      <section aria-label="Sentence by sentence">
        <h3>{kind === 'proposal' ? 'What is proposed, sentence by sentence' : 'Sentence by sentence'}</h3>
        <ol className="sentences">
          {sentences.map(({ text, support }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: sentences are told by their place.
            <li key={i} className={support ? undefined : 'unsupported'}>
              <bdi>{text}</bdi>{' '}
              <small>
                {support
                  ? `source ${support.source + 1}, ${support.verbatim ? 'word for word' : `similarity ${support.similarity.toFixed(2)}`}`
                  : 'no source says this'}
              </small>
            </li>
          ))}
        </ol>
      </section>
      <section aria-label="Sources">
        <h3>Sources</h3>
        <SourceList sources={sources}>{(source) => <Sentences source={source} />}</SourceList>
      </section>
    </>
  );
}

function Sentences({ source }: { source: ReviewCard['sources'][number] }) {
  if (source.sentences.length === 0) return null;
  return (
    <p className="source-text" dir="auto">
      {source.sentences.map(({ text, supports }, i) =>
        supports.length === 0 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: sentences are told by their place.
          <span key={i}>{text} </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <span key={i}>
            <mark>{text}</mark> <small>supports {supports.map((sentence) => sentence + 1).join(', ')}</small>{' '}
          </span>
        ),
      )}
    </p>
  );
}
