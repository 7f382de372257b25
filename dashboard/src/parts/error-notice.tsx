import { otherAnswer } from 'desk-api/shown-answer.ts';
import { Link } from 'react-router';
import { ApiError } from '../api/call.ts';
import { toAnswer } from './to-answers.ts';

/** What went wrong, in the server's words; where an answer is in the way, with a link to it. */
export function ErrorNotice({ error }: { error: Error }) {
  const { current } = (error instanceof ApiError && (error.details as { current?: unknown } | undefined)) || {};
  const other = otherAnswer.safeParse(current).data;
  return (
    <p role="alert" className="notice bad">
      {error.message} {other && <Link to={toAnswer(other.answer_id)}>Open answer {other.answer_id}</Link>}
    </p>
  );
}
