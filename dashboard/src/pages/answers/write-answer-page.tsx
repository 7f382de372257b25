import { writeAnswer } from 'desk-api/answers.ts';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useChange } from '../../api/use-endpoint.ts';
import { AnswerForm, type WrittenAnswer } from '../../parts/answer-form.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { forgetUnsaved } from '../../shell/unsaved.ts';
import { useMayEdit } from '../../shell/use-session.ts';
import './answers.css';

/** Writes an answer by hand. `question`, `language` and `cluster` of the address are what it starts from, as of a gap. */
export function WriteAnswerPage() {
  const [address] = useSearchParams();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const write = useChange(writeAnswer);
  const [phrasings, setPhrasings] = useState('');
  const [initial] = useState<WrittenAnswer>({
    ...{ question: address.get('question') ?? '', answer: '' },
    language: address.get('language') ?? '',
  });
  const [written, setWritten] = useState(initial);
  const onSave = () => {
    const { question, answer, language } = written;
    const others = phrasings.split('\n').flatMap((line) => line.trim() || []);
    const body = {
      ...{ question, answer, phrasings: others },
      language: language || undefined,
      cluster_id: Number(address.get('cluster')) || undefined,
    };
    write.mutateAsync({ body }).then(
      ({ id }) => {
        forgetUnsaved();
        navigate(`/answers?answer=${id}`);
      },
      () => undefined,
    );
  };
  return (
    <Page title="Write an answer">
      <p className="lead">
        It is served at once to whoever asks in these words, and from the next night on in words that mean the same. No
        night overwrites it.
      </p>
      {write.error && <ErrorNotice error={write.error} />}
      {mayEdit ? (
        <div className="write">
          <AnswerForm
            initial={initial}
            written={written}
            onWrite={setWritten}
            isMoreWritten={phrasings !== ''}
            saveLabel="Publish"
            isSaving={write.isPending}
            withLanguage
            onSave={onSave}
            onCancel={() => navigate(-1)}
          >
            <label>
              Other phrasings, one a line
              <textarea rows={3} dir="auto" value={phrasings} onChange={(event) => setPhrasings(event.target.value)} />
            </label>
          </AnswerForm>
        </div>
      ) : (
        <p className="empty">A reader may look and not change. Sign in with the admin token.</p>
      )}
    </Page>
  );
}
