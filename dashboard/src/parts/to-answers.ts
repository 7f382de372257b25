/** Where an answer is shown. */
export function toAnswer(id: number): string {
  return `/answers?answer=${id}`;
}

/** Where an answer to a question is written. */
export function toWriting(question: string, language: string | null): string {
  return `/answers?${new URLSearchParams({ write: question, ...(language && { language }) })}`;
}
