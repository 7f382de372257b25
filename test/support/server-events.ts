/** One server-sent event. */
export interface ServerEvent {
  /** `message` where it has none. */
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the server sent.
  data: any;
}

/** The events of a whole stream; comments are left out. */
export function parseEvents(text: string): ServerEvent[] {
  return text
    .split('\n\n')
    .map((block) => block.split('\n'))
    .filter((lines) => lines.some((line) => line.startsWith('data: ')))
    .map((lines) => ({
      event: lines.find((line) => line.startsWith('event: '))?.slice(7) ?? 'message',
      data: JSON.parse(lines.find((line) => line.startsWith('data: '))!.slice(6)),
    }));
}
