/** Where an answer is shown. */
export function toAnswer(id: number): string {
  return `/answers?answer=${id}`;
}

/** Where the answers are shown that a night has written, or rewritten; also those that were dismissed since: it counts them. */
export function toAnswersOf(run: number, wrote: 'new' | 'rewritten'): string {
  return `/answers?run=${run}&wrote=${wrote}&status=all`;
}

/** Where the phrasings of an answer are shown, each with how many have asked it. */
export function toPhrasings(id: number): string {
  return `${toAnswer(id)}&show=phrasings`;
}

/** A question to be answered. */
export interface QuestionToWrite {
  question: string;
  language: string | null;
  /** Whose question it is; without it, the cluster that holds these words, or a new one. */
  cluster?: number;
}

/** Where an answer to a question is written. */
export function toWriting({ question, language, cluster }: QuestionToWrite): string {
  const given = new URLSearchParams({ question });
  if (language) given.set('language', language);
  if (cluster !== undefined) given.set('cluster', String(cluster));
  return `/answers/new?${given}`;
}
