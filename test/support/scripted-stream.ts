import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedRequest, ScriptedText } from './scripted-model-server.ts';

/** What goes wrong in the middle of a streamed answer. */
export interface StreamFault {
  /** So many pieces of the text are sent before. */
  after: number;
  /** `cut`: the connection breaks. `end`: the body ends as if all were said. `error`: the protocol's own error event. */
  fault: 'cut' | 'end' | 'stall' | 'error' | 'rubbish';
}

/** Sends a scripted answer as server-sent events, a piece of the text each, in the way of the request's protocol. */
export async function sendStream(
  response: ServerResponse,
  request: RecordedRequest,
  reply: ScriptedText,
): Promise<void> {
  const events = request.protocol === 'anthropic' ? anthropicEvents(request, reply) : openAiEvents(request, reply);
  const pieces = reply.pieces ?? reply.text.match(/.{1,4}/gsu) ?? [];
  const sent = pieces.slice(0, reply.fault?.after);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(events.start);
  for (const piece of sent) {
    response.write(events.piece(piece));
    // Each as a packet of its own.
    await pause(reply.pieceMs ?? 1);
  }
  if (reply.fault === undefined) response.end(events.end);
  else await fail(response, reply.fault.fault, events.error);
}

async function fail(response: ServerResponse, fault: StreamFault['fault'], error: string): Promise<void> {
  if (fault === 'stall') return;
  if (fault === 'end') response.end();
  if (fault === 'error') response.end(error);
  if (fault === 'rubbish') response.end('data: {"half": \n\n');
  if (fault === 'cut') {
    // What was written before is on its way first.
    await pause(5);
    response.destroy();
  }
}

interface StreamEvents {
  start: string;
  piece(text: string): string;
  end: string;
  error: string;
}

/** See https://platform.claude.com/docs/en/build-with-claude/streaming. */
function anthropicEvents({ model }: RecordedRequest, reply: ScriptedText): StreamEvents {
  const event = (data: { type: string }) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null };
  const input = { input_tokens: uncached(reply), cache_read_input_tokens: reply.cachedInputTokens ?? 0 };
  const reason = reply.end ? { 'token-limit': 'max_tokens', refused: 'refusal' }[reply.end] : 'end_turn';
  const closing = [
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: reason, stop_sequence: null },
      usage: { output_tokens: reply.outputTokens ?? 1 },
    },
    { type: 'message_stop' },
  ];
  return {
    start: [
      { type: 'message_start', message: { ...message, usage: { ...input, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
    ]
      .map(event)
      .join(''),
    piece: (text) => event({ type: 'content_block_delta', ...{ index: 0, delta: { type: 'text_delta', text } } }),
    end: closing.map(event).join(''),
    error: event({ type: 'error', ...{ error: { type: 'overloaded_error', message: 'Overloaded' } } }),
  };
}

/** See https://developers.openai.com/api/docs/guides/streaming-responses?api-mode=chat. */
function openAiEvents({ model, body }: RecordedRequest, reply: ScriptedText): StreamEvents {
  const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model };
  const chunk = (delta: object, reason: string | null = null) =>
    event({ ...head, choices: [{ index: 0, delta, finish_reason: reason }] });
  const reason = reply.end ? { 'token-limit': 'length', refused: 'content_filter' }[reply.end] : 'stop';
  // Servers of this protocol tell the tokens of a stream only when they are asked to.
  const wantsUsage = JSON.parse(body).stream_options?.include_usage === true;
  return {
    start: chunk({ role: 'assistant', content: '' }),
    piece: (content) => chunk({ content }),
    end: [
      chunk({}, reason),
      wantsUsage ? event({ ...head, choices: [], usage: openAiUsage(reply) }) : '',
      'data: [DONE]\n\n',
    ].join(''),
    error: event({ error: { message: 'Overloaded', type: 'server_error', code: null } }),
  };
}

/** The usage of a scripted answer as the OpenAI protocol tells it. */
export function openAiUsage({ inputTokens = 1, outputTokens = 1, cachedInputTokens }: ScriptedText) {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(cachedInputTokens === undefined ? {} : { prompt_tokens_details: { cached_tokens: cachedInputTokens } }),
  };
}

/** Anthropic tells the input that was not in its cache apart from that which was. */
export function uncached({ inputTokens = 1, cachedInputTokens = 0 }: ScriptedText): number {
  return inputTokens - cachedInputTokens;
}
