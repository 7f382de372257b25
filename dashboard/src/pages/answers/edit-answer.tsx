import { editAnswer } from 'desk-api/answers.ts';
import type { AnswerDetail } from 'desk-api/shown-answer.ts';
import { useState } from 'react';
import { useChange } from '../../api/use-endpoint.ts';
import { AnswerForm, type WrittenAnswer } from '../../parts/answer-form.tsx';
import { SaveError } from '../../parts/save-error.tsx';
import { useReadAgain } from './use-read-again.ts';

/** Changes question, text and language of an answer. */
export function EditAnswer({ answer, onDone }: { answer: AnswerDetail; onDone: () => void }) {
  const save = useChange(editAnswer);
  const readAgain = useReadAgain();
  // What was there when somebody began to write; what is read meanwhile must not pass for it.
  const [begun] = useState(answer);
  const [written, setWritten] = useState<WrittenAnswer>();
  const onSave = (edit: WrittenAnswer, version = begun.version) => {
    setWritten(edit);
    const { question, answer: text, language } = edit;
    const body = { version, question, answer: text, language: language || null };
    save.mutateAsync({ params: { id: begun.id }, body }).then(onDone, () => undefined);
  };
  return (
    <>
      {save.error && (
        <SaveError error={save.error}>
          {(current) => (
            <>
              {written && (
                <button type="button" onClick={() => onSave(written, current.version)}>
                  Save what you had written over it
                </button>
              )}
              <button
                type="button"
                onClick={() => {
                  readAgain();
                  onDone();
                }}
              >
                Drop yours, go on from this
              </button>
            </>
          )}
        </SaveError>
      )}
      <AnswerForm
        initial={{ question: begun.question, answer: begun.answer, language: begun.language ?? '' }}
        saveLabel="Save"
        isSaving={save.isPending}
        withLanguage
        onSave={(edit) => onSave(edit)}
        onCancel={onDone}
      />
    </>
  );
}
