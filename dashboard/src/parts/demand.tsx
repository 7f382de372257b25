import { Link } from 'react-router';
import { count } from './in-words.ts';
import { toPhrasings } from './to-answers.ts';

/** How many conversations and different users stand behind an answer; leads to the wordings they asked in. */
export function Demand(props: { answer: number; conversations: number; users: number }) {
  const { conversations, users } = props;
  return (
    <>
      Asked in{' '}
      <Link to={toPhrasings(props.answer)}>
        {count(conversations)} {conversations === 1 ? 'conversation' : 'conversations'} by {count(users)} different{' '}
        {users === 1 ? 'user' : 'users'}
      </Link>{' '}
      in the last night’s window
    </>
  );
}
