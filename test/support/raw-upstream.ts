import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface RawRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** Kept when the connection of the request is gone, however that came. */
  closed: Promise<unknown>;
}

/** A really listening server that keeps the bytes of what it is sent, and answers as a test says. */
export interface RawUpstream {
  /** Base URL, such as http://127.0.0.1:49152/base/v1. */
  readonly url: string;
  readonly requests: RawRequest[];
  /** How the next requests are answered. */
  answerBy(answer: (response: ServerResponse, request: RawRequest) => void): void;
  close(): Promise<void>;
}

/** Starts the server on a free port of this machine. */
export async function openRawUpstream(): Promise<RawUpstream> {
  const requests: RawRequest[] = [];
  let answer: (response: ServerResponse, request: RawRequest) => void = (response) => response.end();
  const server = createServer(async (request, response) => {
    const closed = once(response, 'close');
    response.on('error', () => undefined);
    const parts: Buffer[] = [];
    try {
      for await (const part of request) parts.push(part);
    } catch {
      return;
    }
    const raw: RawRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(parts),
      closed,
    };
    requests.push(raw);
    answer(response, raw);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/v1`,
    requests,
    answerBy(how) {
      answer = how;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A whole completion, as OpenAI sends it. */
export function completionJson(content: string, more: object = {}): string {
  return JSON.stringify({
    id: 'chatcmpl-up',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'big-model-2026',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    ...more,
  });
}

/** The events of a streamed completion, as OpenAI sends them. */
export function completionChunks(...texts: string[]): string[] {
  const head = { id: 'chatcmpl-up', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'big-model-2026' };
  const chunk = (delta: object, finish_reason: string | null = null) =>
    `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  return [
    chunk({ role: 'assistant', content: '' }),
    ...texts.map((content) => chunk({ content })),
    chunk({}, 'stop'),
    'data: [DONE]\n\n',
  ];
}
