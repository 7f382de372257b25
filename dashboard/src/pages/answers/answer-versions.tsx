import { listVersions, restoreVersion } from 'desk-api/answers.ts';
import type { AnswerDetail } from 'desk-api/shown-answer.ts';
import { Link } from 'react-router';
import { useChange, useEndpoint } from '../../api/use-endpoint.ts';
import { DiffView } from '../../parts/diff-view.tsx';
import { moment } from '../../parts/in-words.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { SaveError } from '../../parts/save-error.tsx';
import { useMayEdit } from '../../shell/use-session.ts';
import { useReadAgain } from './use-read-again.ts';

/** How an answer came to be what it is: each version with what it changed, newest first. */
export function AnswerVersions({ answer: { id, version: present } }: { answer: AnswerDetail }) {
  const mayEdit = useMayEdit();
  const asked = useEndpoint(listVersions, { params: { id } });
  const restore = useChange(restoreVersion);
  const readAgain = useReadAgain();
  return (
    <section aria-label="Versions">
      {restore.error && (
        <SaveError error={restore.error}>
          {() => (
            <button
              type="button"
              onClick={() => {
                restore.reset();
                readAgain();
              }}
            >
              Go on from this
            </button>
          )}
        </SaveError>
      )}
      <Loaded asked={asked}>
        {({ versions }) => (
          <ol className="plain">
            {versions.map((one) => (
              <li key={one.version} aria-label={`Version ${one.version}`}>
                <h3>
                  Version {one.version}: {one.change} by{' '}
                  {one.person !== null ? (
                    <bdi>{one.person}</bdi>
                  ) : one.run !== null ? (
                    <Link to={`/nights/${one.run}`}>night {one.run}</Link>
                  ) : (
                    'a night'
                  )}
                </h3>
                <p className="lead">
                  {moment(one.at)} UTC, {one.status}. <bdi>{one.question}</bdi>
                </p>
                <DiffView diff={one.diff} />
                {mayEdit && one.version !== present && (
                  <button
                    type="button"
                    disabled={restore.isPending}
                    onClick={() => restore.mutate({ params: { id }, body: { version: present, to: one.version } })}
                  >
                    Restore version {one.version}
                  </button>
                )}
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </section>
  );
}
