import { fileURLToPath } from 'node:url';
import type { App } from '../../src/app.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { importConversations } from '../../src/conversations/import-conversations.ts';
import { migrate } from '../../src/database/migrate.ts';
import { describeNight } from '../../src/nightly/describe-night.ts';
import { parseClustering } from '../../src/nightly/night-options.ts';
import type { NightReport } from '../../src/nightly/night-report.ts';

const KNOWLEDGE = fileURLToPath(new URL('knowledge', import.meta.url));
const LOG = fileURLToPath(new URL('conversations.jsonl', import.meta.url));

/** The log ends with 11 October 2026; the night is the one after. */
const NIGHT = {
  days: 7,
  until: new Date('2026-10-12T00:00:00Z'),
  // Forty-one questions in three languages, so more than the default of 50.
  maxGolden: 120,
  clustering: parseClustering('linkage'),
  regenerateCultural: false,
  dryRun: false,
};

/**
 * The example on a clean database: the knowledge base, the log, one night.
 * @throws Error when the night does not succeed.
 */
export async function makeGold(app: App, terminal: Terminal): Promise<NightReport> {
  terminal.note('1. A fresh database (PostgreSQL with pgvector, embedded)');
  await migrate(app.database);
  terminal.note('2. Knowledge base: examples/bali/knowledge');
  const ingested = await app.knowledge.ingest(KNOWLEDGE, {
    onProgress: (documents) => terminal.progress(`   ${documents} documents`),
  });
  terminal.note(`   ${ingested.documents} documents, ${ingested.chunks} chunks`);
  terminal.note('3. Log of one week: examples/bali/conversations.jsonl');
  const imported = await importConversations(LOG, app.conversations);
  terminal.note(`   ${imported.added} conversations`);
  terminal.note('4. The night');
  const night = await app.nightly.run(NIGHT, {
    onProgress: ({ stage, done, total }) => terminal.progress(`   ${stage}${total ? `: ${done} of ${total}` : ' ...'}`),
  });
  terminal.note(indent(describeNight(night)));
  if (night.status !== 'success') throw new Error(`The night ended as ${night.status}.`);
  return night;
}

function indent(text: string): string {
  return text.replace(/^/gm, '   ');
}
