import { listAnswers, listVersions, readAnswer } from 'desk-api/answers.ts';
import { listReview } from 'desk-api/review.ts';

/** What says something else once a card is decided on. Not the card itself: it is no more. */
export const TOUCHED = [listReview, listAnswers, readAnswer, listVersions].map(({ path }) => path);
