import type { AnswerStream, ChatAnswer } from './chat-answer.ts';

/** Hands a stream on, and knows what has been said. */
export class HeardStream implements AnswerStream {
  /** What has gone out so far. */
  said = '';
  /** Undefined before the stream has begun, and for a hit. */
  route: ChatAnswer['route'];
  readonly text: AnswerStream['text'];
  readonly #stream: AnswerStream;

  constructor(stream: AnswerStream) {
    this.#stream = stream;
    this.text = async (piece) => {
      await stream.text(piece);
      this.said += piece;
    };
  }

  /** Begins the stream. */
  begin(start: Parameters<AnswerStream['begin']>[0]): void | Promise<void> {
    this.route = start.route;
    return this.#stream.begin(start);
  }
}
