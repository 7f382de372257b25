import { readFile } from 'node:fs/promises';
import { mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeGold } from '../examples/bali/make-gold.ts';
import type { App } from '../src/app.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { AnswerDesk } from '../src/desk/answer-desk.ts';
import { ReviewDesk } from '../src/desk/review-desk.ts';

const ROOT = new URL('../', import.meta.url);
const LOG = new URL('examples/bali/conversations.jsonl', ROOT);
const DEMO_QUESTIONS = new URL('examples/bali/demo-questions.json', ROOT);
const NEWS = new URL('examples/intel/documents', ROOT);
/** The log ends before this. */
const LOG_ENDS = Date.parse('2026-10-12T00:00:00Z');
/** One of so many talks is asked again. */
const EVERY = 3;
/** Who decides on the drafts; one in so many is left waiting. */
const EDITOR = { name: 'Wayan' };
const LEFT_WAITING = 10;

interface Talk {
  user_id: string;
  messages: { role: 'user' | 'assistant'; content: string }[];
  created_at: string;
}

/** The example's night under review, most of its drafts approved, and its news classified. */
export async function prepareDemo(app: App): Promise<void> {
  await makeGold(app, new Terminal(true));
  const desk = new AnswerDesk(app);
  const { items } = await new ReviewDesk(app).list({ page: 1, limit: 200 });
  for (const [i, { answer_id, version }] of items.entries())
    if ((i + 1) % LEFT_WAITING !== 0) await desk.publish(EDITOR, answer_id, version);
  await app.intel.run({ path: fileURLToPath(NEWS) });
}

/**
 * Asks a third of the log's talks, and the demo's ten questions, over HTTP. What came out stands as it came out; the clock that the server
 * reads goes as the log's, moved so that its week ends now, so that there are days to be seen.
 */
export async function useDemo(app: App, url: string, onProgress: (asked: number) => void): Promise<void> {
  const moved = Date.now() - LOG_ENDS;
  let asked = 0;
  mock.timers.enable({ apis: ['Date'] });
  try {
    for (const { user_id, messages, created_at } of await talks()) {
      mock.timers.setTime(Date.parse(created_at) + moved);
      for (const [i, { role, content }] of messages.entries())
        if (role === 'user') {
          await ask(url, user_id, content, messages.slice(0, i));
          asked++;
        }
      onProgress(asked);
    }
    await app.recorders.lookups.flush();
  } finally {
    mock.timers.reset();
  }
  // The server took them for days on which nobody asked.
  await app.database.query('DELETE FROM lookup_day_times');
}

async function talks(): Promise<Talk[]> {
  const log = (await readFile(LOG, 'utf8')).trim().split('\n');
  const demo: string[] = JSON.parse(await readFile(DEMO_QUESTIONS, 'utf8'));
  return [
    ...log.filter((_, i) => i % EVERY === 0).map((line) => JSON.parse(line) as Talk),
    ...demo.map(
      (content, i): Talk => ({
        user_id: `demo-${i}`,
        messages: [{ role: 'user', content }],
        created_at: new Date(LOG_ENDS - 60_000 * (demo.length - i)).toISOString(),
      }),
    ),
  ];
}

async function ask(url: string, user: string, query: string, history: Talk['messages']): Promise<void> {
  const reply = await fetch(`${url}/bali-zero/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, user_email: user, conversation_history: history }),
  });
  if (!reply.ok) throw new Error(`${reply.status}: ${await reply.text()}`);
  await reply.arrayBuffer();
}
