import { type CulturalChunk, readCulture } from 'desk-api/culture.ts';
import { Link, useParams } from 'react-router';
import { useEndpoint } from '../../api/use-endpoint.ts';
import { count, languageName, moment } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useMayEdit } from '../../shell/use-session.ts';
import { ChunkForm } from './chunk-form.tsx';
import { ChunkVersions } from './chunk-versions.tsx';
import { topicName } from './topic-name.ts';
import './culture.css';

/** One cultural chunk: what it says, when it is given, and everything that it said before. */
export function ChunkPage() {
  const id = Number(useParams().chunk);
  const asked = useEndpoint(readCulture, { params: { id } });
  const mayEdit = useMayEdit();
  const title = asked.data ? topicName(asked.data.chunk.topic) : 'Culture';
  return (
    <Page title={title} beside={<Link to="/culture">All of culture</Link>}>
      <Loaded asked={asked}>
        {({ chunk, versions }) => (
          <>
            <Summary chunk={chunk} />
            {mayEdit ? (
              <ChunkForm key={id} chunk={chunk} onTakeTheirs={() => asked.refetch()} />
            ) : (
              <Text chunk={chunk} />
            )}
            <ChunkVersions chunk={chunk} versions={versions} mayEdit={mayEdit} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Summary({ chunk }: { chunk: CulturalChunk }) {
  const { language, intents, stages, uses, changed_by, changed_at, held } = chunk;
  return (
    <section aria-label="Summary">
      <p>
        {languageName(language)}. Called for by messages about {intents.join(', ') || 'nothing of their own'}
        {stages.length > 0 && `, and by the ${stages.join(' and ')} of a conversation`}. Used in {count(uses)} replies.{' '}
        {changed_at ? (
          <>
            Written by <bdi>{changed_by}</bdi> at {moment(changed_at)} UTC.
          </>
        ) : (
          'It came with Goldsmith.'
        )}{' '}
        {held ? 'No night rewrites it.' : 'A night that rewrites culture may rewrite it.'}
      </p>
    </section>
  );
}

/** For those who may only read. */
function Text({ chunk }: { chunk: CulturalChunk }) {
  return (
    <section aria-label="Text">
      <p>
        <bdi>{chunk.content}</bdi>
      </p>
      <p className="soft">
        Keyword: <bdi>{chunk.trigger_keyword ?? 'none'}</bdi>. When to use it:{' '}
        <bdi>{chunk.when_to_use ?? 'not said'}</bdi>
      </p>
    </section>
  );
}
