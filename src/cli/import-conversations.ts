import { ConversationService } from '../conversations/conversation-service.ts';
import { importConversations } from '../conversations/import-conversations.ts';
import type { CommonOptions } from './run-settings.ts';
import { withDatabase } from './with-database.ts';

/** `goldsmith import conversations FILE`: adds a chatbot's log. */
export async function importConversationsCommand(file: string, options: CommonOptions): Promise<void> {
  await withDatabase(options, { migrated: true }, async ({ database, terminal, signal }) => {
    const report = await importConversations(file, new ConversationService(database), {
      signal,
      onProgress: ({ read, added }) => terminal.progress(`${read} conversations read, ${added} new`),
    });
    for (const { line, reason } of report.skippedLines) terminal.note(`line ${line} passed over: ${reason}`);
    const untold = report.skipped - report.skippedLines.length;
    if (untold > 0) terminal.note(`${untold} more lines passed over`);
    terminal.result(
      report,
      `${report.read} conversations read, ${report.added} new, ${report.skipped} lines passed over`,
    );
  });
}
