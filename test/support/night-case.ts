import type { Database } from '../../src/database/database.ts';
import type { NightOptions } from '../../src/nightly/night-options.ts';
import type { RecordedRequest, ScriptedReply } from './scripted-model-server.ts';

/** The end of the log's week. */
export const UNTIL = new Date('2026-10-12T00:00:00Z');

/** What a night is asked to do, with what the test changes. */
export function nightOptions(changes: Partial<NightOptions> = {}): NightOptions {
  return {
    days: 7,
    until: UNTIL,
    maxGolden: 50,
    clustering: { method: 'linkage', cut: 0.25 },
    regenerateCultural: false,
    dryRun: false,
    ...changes,
  };
}

/** The knowledge base of the night: six of the eight questions are answered in it. */
export const PAGES: Record<string, string> = {
  'en/kitas.md': '# KITAS\n\nA KITAS is a limited stay permit for foreigners. It is valid for one year.',
  'en/voa.md': '# Visa on arrival\n\nThe visa on arrival costs IDR 500,000. It can be extended once by 30 days.',
  'en/pma.md': '# PT PMA capital\n\nThe paid-up capital of a PT PMA is at least IDR 2.5 billion.',
  'en/npwp.md':
    '# NPWP\n\nAn NPWP is the tax number of a person or company. You get an NPWP online from the tax office.',
  'en/levy.md': '# Tourist levy\n\nEvery foreign visitor pays the Bali tourist levy of IDR 150,000 once.',
  'it/cane.md': '# Portare un cane a Bali\n\nUn cane non può essere portato a Bali senza il permesso della quarantena.',
};

/** Wordings per question; the seventh and eighth stand in no page. The sixth is asked in Italian. */
export const QUESTIONS: Record<string, string[]> = {
  kitas: [
    'What is a KITAS?',
    'what is KITAS',
    'What exactly is a KITAS?',
    'what exactly is KITAS',
    'Can you tell me what a KITAS is?',
    'what is the KITAS',
  ],
  voa: [
    'How much does the visa on arrival cost?',
    'What does the visa on arrival cost?',
    'how much is the visa on arrival',
    'cost of the visa on arrival?',
    'what is the cost of a visa on arrival',
    'How much for the visa on arrival?',
  ],
  pma: [
    'What is the minimum capital for a PT PMA?',
    'minimum capital for PT PMA',
    'How much capital does a PT PMA need?',
    'what is the minimum capital of a PT PMA',
    'minimum paid-up capital PT PMA?',
    'how much minimum capital for a PT PMA',
  ],
  npwp: [
    'How do I get an NPWP?',
    'how to get an NPWP',
    'How can I get an NPWP number?',
    'how can i get NPWP',
    'How does one get an NPWP?',
    'ways to get an NPWP',
  ],
  levy: [
    'How much is the Bali tourist levy?',
    'how much is the tourist levy in Bali',
    'What is the Bali tourist levy?',
    'Bali tourist levy how much',
    'how high is the Bali tourist levy?',
    'what does the Bali tourist levy cost',
  ],
  cane: [
    'Posso portare il mio cane a Bali?',
    'posso portare un cane a Bali',
    'Si può portare un cane a Bali?',
    'è possibile portare un cane a Bali?',
    'come posso portare il cane a Bali',
    'Posso portare a Bali un cane?',
  ],
  surf: [
    'Where can I rent a surfboard in Canggu?',
    'where to rent a surfboard in Canggu',
    'where can i rent surfboards in Canggu',
    'rent a surfboard in Canggu where?',
    'Where do I rent a surfboard in Canggu?',
    'where can one rent a surfboard in canggu',
  ],
  yoga: [
    'What is the best yoga studio in Ubud?',
    'best yoga studio in Ubud',
    'which yoga studio in Ubud is best?',
    'what is the best yoga studio of Ubud',
    'Which is the best yoga studio in Ubud?',
    'best yoga studios in Ubud?',
  ],
};

/** Questions asked once, personal ones, small talk and rubbish: nothing of it is answered. */
export const NOISE = [
  'hello',
  'thanks!',
  '???',
  'Has my KITAS application been approved yet?',
  'and that one?',
  'Do penguins live at the equator?',
  'Who painted the ceiling of the Sistine Chapel?',
  'How many legs does a lobster have?',
];

/** Writes the log: each wording by three users on different days, the noise once. */
export async function writeLog(database: Database, wordings = QUESTIONS): Promise<number> {
  const rows: { user: string; text: string; at: string }[] = [];
  let n = 0;
  const add = (text: string, user: string) => {
    rows.push({ user, text, at: new Date(UNTIL.getTime() - 86_400_000 - (n++ % 140) * 3_600_000).toISOString() });
  };
  for (const texts of Object.values(wordings)) {
    for (const [i, text] of texts.entries())
      for (let u = 0; u < 3; u++) add(text, `user${(i * 3 + u) % 11}@example.com`);
  }
  for (const [i, text] of NOISE.entries()) add(text, `noise${i}@example.com`);
  await database.query(
    `INSERT INTO conversations (user_id, messages, created_at)
     SELECT "user", jsonb_build_array(jsonb_build_object('role', 'user', 'content', text)), at
     FROM jsonb_to_recordset($1::jsonb) AS row ("user" TEXT, text TEXT, at TIMESTAMPTZ)`,
    [JSON.stringify(rows)],
  );
  return rows.length;
}

const TABLES = [
  'conversations',
  'knowledge_documents',
  'knowledge_chunks',
  'phrasings',
  'clusters',
  'query_clusters',
  'published_phrasings',
  'lone_questions',
  'golden_answers',
  'cultural_knowledge',
  'cultural_versions',
  'matchers',
  'lookups',
  'hit_checks',
  'counter_examples',
  'unanswered_clusters',
  '_migrations',
];

/** All rows of all tables, but those of the runs and when they tried what they could not answer. */
export async function dumpTables(database: Database): Promise<Record<string, unknown[]>> {
  const dump: Record<string, unknown[]> = {};
  for (const table of TABLES)
    dump[table] = await database.query(
      `SELECT to_jsonb(t) - 'tried_at' AS row FROM ${table} t ORDER BY (to_jsonb(t) - 'tried_at')::text`,
    );
  return dump;
}

/** Forgets the log and all nights, not the knowledge base. */
export async function forgetNights(database: Database): Promise<void> {
  const forget = [
    'conversations',
    'phrasings',
    'clusters',
    'query_clusters',
    'published_phrasings',
    'lone_questions',
    'golden_answers',
    'matchers',
    'lookups',
    'hit_checks',
    'counter_examples',
    'unanswered_clusters',
    'answer_usage',
    'missed_days',
    'nightly_worker_runs',
  ];
  // A statement each: TRUNCATE makes new files for every table and index, which takes longer than these few rows.
  await database.query(forget.map((table) => `DELETE FROM ${table}`).join(';'));
}

/** A run's row in `nightly_worker_runs`. */
export interface RunRow {
  id: number;
  status: string;
  queries_analyzed: number;
  clusters_found: number;
  golden_answers_generated: number;
  golden_answers_updated: number;
  cultural_chunks_regenerated: number;
  total_tokens_used: number;
  cost_usd: number | null;
  execution_time_seconds: number | null;
  error_message: string | null;
  ended_at: Date | null;
  report: Record<string, unknown> | null;
}

/** The rows of all runs, oldest first. */
export function runRows(database: Database): Promise<RunRow[]> {
  return database.query<RunRow>('SELECT * FROM nightly_worker_runs ORDER BY id');
}

/** A stage's row in `night_stages`. */
export interface StageRecord {
  stage: string;
  status: string;
  seconds: number;
  done: number | null;
  total: number | null;
  counts: Record<string, unknown>;
  tokens: number;
  cost_usd: number | null;
  error: string | null;
}

/** The stages of the newest run, in their order. */
export function stageRows(database: Database): Promise<StageRecord[]> {
  return database.query<StageRecord>(
    `SELECT stage, status, seconds, done, total, counts, tokens::int AS tokens, cost_usd, error FROM night_stages
     WHERE run_id = (SELECT max(id) FROM nightly_worker_runs) ORDER BY started_at`,
  );
}

/** Answers with the first paragraph of the first source, as an honest model does; the gaps are told as such. */
export function honestAnswer({ instructions, turns }: RecordedRequest): ScriptedReply {
  if (/surf|yoga/i.test(turns.at(-1)!.content)) return { text: 'UNANSWERABLE', inputTokens: 50, outputTokens: 1 };
  const source = /<source number="1".*>\n([\s\S]*?)\n<\/source>/.exec(instructions)?.[1] ?? 'UNANSWERABLE';
  return { text: source, inputTokens: 100, outputTokens: 20 };
}
