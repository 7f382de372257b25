import type { takeBackMark } from 'desk-api/answers.ts';
import type { EndpointAnswer } from 'desk-api/endpoint.ts';

type TakenBack = EndpointAnswer<typeof takeBackMark>['taken_back'];

/** What came of taking a mark back. */
export function takenBackInWords({ question, served, silenced_by }: TakenBack): string {
  if (served) return 'Taken back. Whoever asks that question is served this answer again.';
  if (silenced_by.length > 0)
    return `Taken back, but that question is not served yet: ${silenced_by.map((text) => `“${text}”`).join(', ')} ${silenced_by.length === 1 ? 'is marked as well and means' : 'are marked as well and mean'} the same.`;
  if (question === null) return 'Taken back. Its question is not kept any more.';
  return 'Taken back. That question is not served this answer all the same; Try it says why.';
}
