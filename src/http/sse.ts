import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';

/** A client that waits hears from the server at least so often, so that no proxy between takes the connection for dead. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Server-sent events to one client. The status and the headers of the reply go out with the first event (or when nothing
 * came for 15 s): until then an error can still be an answer of its own.
 */
export class EventStream {
  readonly #reply: FastifyReply;
  readonly #signal: AbortSignal;
  readonly #keepAlive: NodeJS.Timeout;

  /** @param signal is aborted when the client hangs up. */
  constructor(reply: FastifyReply, signal: AbortSignal, keepAliveMs = KEEP_ALIVE_MS) {
    this.#reply = reply;
    this.#signal = signal;
    this.#keepAlive = setInterval(() => this.#comment(), keepAliveMs).unref();
    signal.addEventListener('abort', () => clearInterval(this.#keepAlive), { once: true });
  }

  /** True once the status has gone out. */
  get isOpen(): boolean {
    return this.#reply.raw.headersSent;
  }

  /**
   * Sends an event, and waits until the client has room for more.
   * @param event its name; without it a plain message.
   * @throws the signal's reason once the client has gone.
   */
  async send(data: unknown, event?: string): Promise<void> {
    await this.sendText(JSON.stringify(data), event);
  }

  /** Sends an event whose data is one line of text; see {@link send}. */
  async sendText(line: string, event?: string): Promise<void> {
    this.#signal.throwIfAborted();
    this.#open();
    this.#keepAlive.refresh();
    const hasRoom = this.#reply.raw.write(`${event ? `event: ${event}\n` : ''}data: ${line}\n\n`);
    if (!hasRoom) await drained(this.#reply.raw, this.#signal);
  }

  /** Ends the stream; without it, after an error before the first event, the reply is still to be sent. */
  end(): void {
    clearInterval(this.#keepAlive);
    if (this.isOpen && !this.#reply.raw.destroyed) this.#reply.raw.end();
  }

  #open(): void {
    if (this.isOpen) return;
    this.#reply.hijack();
    this.#reply.raw.writeHead(200, {
      ...(this.#reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // nginx would hold events back.
      'x-accel-buffering': 'no',
    });
  }

  #comment(): void {
    const { raw } = this.#reply;
    if (raw.destroyed || raw.writableEnded || raw.writableNeedDrain) return;
    this.#open();
    raw.write(': keep-alive\n\n');
  }
}

/**
 * Waits until a response takes more.
 * @throws the signal's reason.
 */
export async function drained(raw: FastifyReply['raw'], signal: AbortSignal): Promise<void> {
  try {
    await once(raw, 'drain', { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}
