import { type AnswerImport, importAnswers, LONGEST_FILE } from 'desk-api/answer-files.ts';
import { type ChangeEvent, type MouseEvent, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useChange } from '../../api/use-endpoint.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { useMayEdit } from '../../shell/use-session.ts';
import { ImportReport } from './import-report.tsx';
import './answers.css';

/** A file that somebody has chosen. */
interface ChosenFile {
  name: string;
  text: string;
}

/** Takes answers from a file: shows first what each line would do, then does it. */
export function ImportPage() {
  const mayEdit = useMayEdit();
  return (
    <Page title="Import answers" beside={<Link to="/answers">All answers</Link>}>
      <p className="lead">
        From a .csv file whose first line names <code>question</code> and <code>answer</code>, and may name{' '}
        <code>language</code>, <code>status</code>, <code>edited</code>, <code>approved</code>, <code>phrasings</code>{' '}
        and <code>sources</code>; or from .jsonl with the same names. What was exported here or by{' '}
        <code>goldsmith export answers</code> is one.
      </p>
      {mayEdit ? <Import /> : <p className="empty">A reader may look and not change. Sign in with the admin token.</p>}
    </Page>
  );
}

function Import() {
  const [file, setFile] = useState<ChosenFile>();
  const [unread, setUnread] = useState<Error>();
  const [report, setReport] = useState<AnswerImport>();
  const send = useChange(importAnswers);
  const field = useRef<HTMLInputElement>(null);
  const run = (chosen: ChosenFile, dryRun: boolean) =>
    send.mutateAsync({ body: { ...chosen, dry_run: dryRun } }).then(setReport, () => undefined);
  const forget = () => {
    for (const reset of [setFile, setUnread, setReport]) reset(undefined);
    send.reset();
  };
  const onChoose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const chosen = target.files?.[0];
    forget();
    if (!chosen) return;
    try {
      const read = { name: chosen.name, text: await textOf(chosen) };
      setFile(read);
      await run(read, true);
    } catch (error) {
      setUnread(error as Error);
    }
  };
  const onApply = async () => {
    if (file) await run(file, false);
    field.current?.focus();
  };
  // A file that was mended since is a choice, too, which the browser tells only of another one.
  const onOpen = ({ currentTarget }: MouseEvent<HTMLInputElement>) => {
    currentTarget.value = '';
  };
  const error = unread ?? send.error;
  const isPreview = report?.dry_run === true;
  const toDo = report ? report.created + report.updated : 0;
  return (
    <>
      <label className="choose-file">
        File
        <input
          ref={field}
          type="file"
          accept=".csv,.jsonl,.ndjson"
          disabled={send.isPending}
          onClick={onOpen}
          onChange={onChoose}
        />
      </label>
      {error && <ErrorNotice error={error} />}
      <p role="status" className={send.isPending ? 'loading' : undefined}>
        {send.isPending && (isPreview ? 'Importing …' : 'Trying every line …')}
      </p>
      {report && !send.isPending && (
        <ImportReport report={report}>
          {isPreview && toDo > 0 && (
            <button type="button" className="main" onClick={onApply}>
              Apply {toDo === 1 ? 'this change' : `these ${toDo} changes`}
            </button>
          )}
        </ImportReport>
      )}
    </>
  );
}

/** @throws Error for a file that is too long, or no UTF-8. */
async function textOf(file: File): Promise<string> {
  if (file.size > LONGEST_FILE)
    throw new Error(`${file.name} is longer than 16 MB. Import it with goldsmith import answers.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name} is no UTF-8. Save it as UTF-8 (in Excel: CSV UTF-8) and choose it again.`);
  }
}
