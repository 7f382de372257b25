import { editAnswer } from 'desk-api/answers.ts';
import type { AnswerDetail } from 'desk-api/shown-answer.ts';
import { useState } from 'react';
import { useChange } from '../../api/use-endpoint.ts';
import { AnswerForm, type WrittenAnswer } from '../../parts/answer-form.tsx';
import { othersChangeOf, SaveError } from '../../parts/save-error.tsx';
import { forgetUnsaved } from '../../shell/unsaved.ts';
import { useReadAgain } from './use-read-again.ts';

/** Changes question, text and language of an answer. */
export function EditAnswer({ answer, onDone }: { answer: AnswerDetail; onDone: () => void }) {
  const save = useChange(editAnswer);
  const readAgain = useReadAgain();
  // What was there when somebody began to write; what is read meanwhile must not pass for it.
  const [begun] = useState(answer);
  const initial: WrittenAnswer = { question: begun.question, answer: begun.answer, language: begun.language ?? '' };
  const [written, setWritten] = useState(initial);
  // Who was shown what somebody else has saved meanwhile saves over that.
  const seen = othersChangeOf(save.error)?.version;
  const done = () => {
    forgetUnsaved();
    onDone();
  };
  const onSave = () => {
    const body = { ...written, version: seen ?? begun.version, language: written.language || null };
    save.mutateAsync({ params: { id: begun.id }, body }).then(done, () => undefined);
  };
  return (
    <>
      {save.error && (
        <SaveError error={save.error}>
          {() => (
            <>
              <button type="button" disabled={save.isPending} onClick={onSave}>
                Save what you have written over it
              </button>
              <button
                type="button"
                onClick={() => {
                  readAgain();
                  done();
                }}
              >
                Drop yours, go on from this
              </button>
            </>
          )}
        </SaveError>
      )}
      <AnswerForm
        initial={initial}
        written={written}
        onWrite={setWritten}
        saveLabel={seen === undefined ? 'Save' : 'Save over it'}
        isSaving={save.isPending}
        withLanguage
        onSave={onSave}
        onCancel={onDone}
      />
    </>
  );
}
