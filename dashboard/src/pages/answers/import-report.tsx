import type { AnswerImport } from 'desk-api/answer-files.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { count } from '../../parts/in-words.ts';
import { toAnswer } from '../../parts/to-answers.ts';

type Change = AnswerImport['changes'][number];
type Refusal = AnswerImport['refusals'][number];

const LINE: DataColumn<{ line: number }> = {
  id: 'line',
  header: 'Line',
  meta: { isNumber: true },
  cell: ({ row }) => row.original.line,
};

const CHANGE_COLUMNS: DataColumn<Change>[] = [
  LINE as DataColumn<Change>,
  {
    id: 'question',
    header: 'Question',
    cell: ({ row: { original } }) =>
      original.answer_id === null ? (
        <bdi>{original.question}</bdi>
      ) : (
        <Link to={toAnswer(original.answer_id)}>
          <bdi>{original.question}</bdi>
        </Link>
      ),
  },
  {
    id: 'change',
    header: 'What is different',
    cell: ({ row: { original } }) =>
      original.change === 'created' ? <span className="tag">new</span> : original.fields.join(', '),
  },
];

const REFUSAL_COLUMNS: DataColumn<Refusal>[] = [
  LINE as DataColumn<Refusal>,
  { id: 'reason', header: 'Why', cell: ({ row }) => <bdi>{row.original.reason}</bdi> },
];

/** What an import did, or would do, line by line. */
export function ImportReport({ report, children }: { report: AnswerImport; children: ReactNode }) {
  const { dry_run, created, updated, unchanged, refused, changes, refusals } = report;
  return (
    <section aria-label={dry_run ? 'Preview' : 'What was imported'}>
      <h2>{dry_run ? 'What it would do' : 'What it did'}</h2>
      <p role="status">
        {count(created)} new, {count(updated)} changed, {count(unchanged)} as before, {count(refused)} refused.
        {dry_run && ' Nothing is changed yet.'}
      </p>
      <div className="actions">{children}</div>
      {refused > 0 && (
        <>
          <h3>Refused</h3>
          <First shown={refusals.length} of={refused} />
          <DataTable caption="Refused lines" columns={REFUSAL_COLUMNS} rows={refusals} empty="None." />
        </>
      )}
      {created + updated > 0 && (
        <>
          <h3>New and changed</h3>
          <First shown={changes.length} of={created + updated} />
          <DataTable caption="New and changed answers" columns={CHANGE_COLUMNS} rows={changes} empty="None." />
        </>
      )}
    </section>
  );
}

function First({ shown, of }: { shown: number; of: number }) {
  if (shown === of) return null;
  return (
    <p className="soft">
      The first {count(shown)} of {count(of)}.
    </p>
  );
}
