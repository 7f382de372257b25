import type { ModelConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { CallLedger } from '../../src/models/accounted-language-model.ts';
import type { ModelRequest } from '../../src/models/language-model.ts';
import type { ModelCall } from '../../src/models/model-call-recorder.ts';

/** A key that must never show up outside of a request's headers. */
export const SECRET_KEY = 'sk-test-5ecr3t-0123456789abcdef';

/** A log that writes nothing. */
export const SILENT = createLog('silent');

/** Settings that send both providers to one server. */
export function modelConfig(url: string, timeoutMs = 20_000): ModelConfig {
  const access = { apiKey: SECRET_KEY, baseUrl: url };
  const names = { casual: [], business: [], code: [], night: [], fallback: [] };
  return { ...names, timeoutMs, anthropic: access, openai: access, endpoints: {} };
}

/** A ledger that remembers what it is told. */
export function openCallList(): CallLedger & { calls: ModelCall[] } {
  const calls: ModelCall[] = [];
  return { calls, record: (call) => calls.push(call) };
}

/** A question with the sources that hold its answer. */
export const ANSWERABLE: ModelRequest = {
  question: 'How long is a KITAS valid?',
  instructions: 'You are the assistant of a consultancy.',
  language: 'en',
  sources: [
    {
      title: 'Stay permits',
      headings: ['KITAS', 'Validity'],
      text: 'A KITAS is valid for one year. It is a limited stay permit for foreigners.',
      language: 'en',
    },
    { title: 'Driving', headings: [], text: 'A scooter needs a SIM C licence. Helmets are required.', language: 'en' },
  ],
};

/** A question about something that its sources do not speak of. */
export const UNANSWERABLE_REQUEST: ModelRequest = {
  ...ANSWERABLE,
  question: 'Which football club won the championship in 1987?',
};
