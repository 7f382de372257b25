import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openAiUsage, type StreamFault, sendStream, uncached } from './scripted-stream.ts';

/** An answer, whole or as a stream, as the request asks. */
export interface ScriptedText {
  text: string;
  /** Says it as the call of the tool that is offered, as Claude models before 4.5 are asked for an object. */
  asToolCall?: boolean;
  /** How a stream cuts the text; a few characters each unless told. */
  pieces?: string[];
  /** How long a stream waits after each piece. */
  pieceMs?: number;
  /** What breaks a stream off. */
  fault?: StreamFault;
  /** Those of the cache included. */
  inputTokens?: number;
  cachedInputTokens?: number;
  outputTokens?: number;
  afterMs?: number;
  /** Why the text ends where it does; at its end unless told. */
  end?: 'token-limit' | 'refused';
}

/** What the server does with one request. */
export type ScriptedReply =
  | ScriptedText
  /** An error answer in the protocol's own form. */
  | { status: number; message?: string; headers?: Record<string, string> }
  /** A 200 with this body as it stands. */
  | { rubbish: string }
  /** Never answers: not even a header, or headers and the beginning of a body. */
  | { stall: 'before-headers' | 'within-body' }
  /** Closes the connection in the middle of an answer. */
  | { cut: true };

/** A request as the server understood it. */
export interface RecordedRequest {
  protocol: 'anthropic' | 'openai';
  path: string;
  headers: IncomingMessage['headers'];
  /** The body as it came. */
  body: string;
  model: string;
  /** The system prompt, whichever way the protocol carries it. */
  instructions: string;
  /** Every turn but the system prompt, as plain text. */
  turns: { role: string; content: string }[];
  /** Whether the answer is asked for as a stream. */
  isStream: boolean;
  /** The JSON schema of the object that is asked for, whichever way the protocol carries it. */
  schema?: object;
  /** Kept when the client closes the connection before the answer is at its end. */
  hangUp: Promise<void>;
}

/** What is answered to a request; a promise holds the answer back. */
type Answer = (request: RecordedRequest) => ScriptedReply | Promise<ScriptedReply>;

/** A really listening server that speaks the Anthropic messages and the OpenAI chat completions protocols by a script. */
export interface ScriptedModelServer {
  /** Base URL for the SDK clients of both protocols, such as http://127.0.0.1:49152/v1. */
  readonly url: string;
  /** All requests so far, in order of arrival. */
  readonly requests: RecordedRequest[];
  /** Replies to the next requests, one each; the last one given is repeated. */
  script(...replies: ScriptedReply[]): void;
  /** Replies by what was asked, in place of a script. */
  answerBy(reply: Answer): void;
  close(): Promise<void>;
}

/** Starts the server on a free port of this machine. */
export async function openScriptedModelServer(): Promise<ScriptedModelServer> {
  const requests: RecordedRequest[] = [];
  let answer: Answer = () => ({ status: 501, message: 'nothing is scripted' });
  const server = createServer((request, response) => {
    // A client that goes away is part of some scripts.
    serve(request, response).catch(() => response.destroy());
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hangUp = once(response, 'close').then(() =>
      response.writableFinished ? new Promise<void>(() => {}) : undefined,
    );
    const recorded = { ...toRecorded(request, await readAll(request)), hangUp };
    requests.push(recorded);
    await send(response, recorded, await answer(recorded));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    script(...replies) {
      let next = 0;
      answer = () => replies[Math.min(next++, replies.length - 1)];
    },
    answerBy(reply) {
      answer = reply;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let body = '';
  for await (const part of request) body += part;
  return body;
}

function toRecorded(request: IncomingMessage, body: string): Omit<RecordedRequest, 'hangUp'> {
  const path = request.url ?? '';
  const protocol = path.endsWith('/messages') ? 'anthropic' : 'openai';
  const { model, system, messages, stream, ...asked } = JSON.parse(body);
  const turns: RecordedRequest['turns'] = messages.map((turn: { role: string; content: unknown }) => ({
    role: turn.role,
    content: plainText(turn.content),
  }));
  const instructions = [plainText(system), ...turns.filter(isInstruction).map((turn) => turn.content)].join('');
  return {
    protocol,
    path,
    headers: request.headers,
    body,
    model,
    instructions,
    turns: turns.filter((turn) => !isInstruction(turn)),
    isStream: stream === true,
    schema:
      asked.response_format?.json_schema?.schema ??
      asked.output_config?.format?.schema ??
      asked.tools?.[0]?.input_schema,
  };
}

function isInstruction({ role }: { role: string }): boolean {
  return role === 'system' || role === 'developer';
}

/** Both protocols allow a string or a list of parts. */
function plainText(content: unknown): string {
  if (Array.isArray(content)) return content.map((part) => part.text ?? '').join('');
  return typeof content === 'string' ? content : '';
}

async function send(response: ServerResponse, request: RecordedRequest, reply: ScriptedReply): Promise<void> {
  if ('stall' in reply) {
    if (reply.stall === 'within-body') response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":');
    return;
  }
  if ('cut' in reply) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"id":');
    await pause(5);
    response.destroy();
    return;
  }
  if ('text' in reply && reply.afterMs) await pause(reply.afterMs);
  if ('text' in reply && request.isStream) return sendStream(response, request, reply);
  const failed = 'status' in reply;
  response.writeHead(failed ? reply.status : 200, {
    'content-type': 'application/json',
    ...(failed ? reply.headers : {}),
  });
  response.end(bodyOf(request, reply));
}

function bodyOf(
  { protocol, model }: RecordedRequest,
  reply: Exclude<ScriptedReply, { stall: string } | { cut: true }>,
) {
  if ('rubbish' in reply) return reply.rubbish;
  if ('status' in reply) {
    const error = { type: 'scripted_error', message: reply.message ?? `scripted status ${reply.status}` };
    return JSON.stringify(protocol === 'anthropic' ? { type: 'error', error } : { error: { ...error, code: null } });
  }
  const { text, outputTokens = 1, end } = reply;
  return JSON.stringify(
    protocol === 'anthropic'
      ? {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model,
          content: [
            reply.asToolCall
              ? { type: 'tool_use', id: 'toolu_1', name: 'json', input: JSON.parse(text) }
              : { type: 'text', text },
          ],
          stop_reason: reply.asToolCall
            ? 'tool_use'
            : end
              ? { 'token-limit': 'max_tokens', refused: 'refusal' }[end]
              : 'end_turn',
          stop_sequence: null,
          usage: {
            input_tokens: uncached(reply),
            cache_read_input_tokens: reply.cachedInputTokens ?? 0,
            output_tokens: outputTokens,
          },
        }
      : {
          id: 'chatcmpl-1',
          object: 'chat.completion',
          created: 1_700_000_000,
          model,
          choices: [
            {
              index: 0,
              message: { role: 'assistant', content: text },
              finish_reason: end ? { 'token-limit': 'length', refused: 'content_filter' }[end] : 'stop',
            },
          ],
          usage: openAiUsage(reply),
        },
  );
}
