import { isSmallTalk } from '../matching/small-talk.ts';

/** Where a question goes that the cache does not answer: small talk, code, or a question for the knowledge base. */
export interface Route {
  name: 'casual' | 'business' | 'code';
  why: string;
}

/** Chooses the way of a question. */
export function routeOf(question: string): Route {
  return isSmallTalk(question)
    ? { name: 'casual', why: 'nothing but greetings, thanks or filler' }
    : { name: 'business', why: 'a question' };
}
